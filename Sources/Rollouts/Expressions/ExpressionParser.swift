/// Reads a criterion or condition by recursive descent.
///
///     condition   := disjunction [ "for" DURATION ]
///     disjunction := conjunction { "or" conjunction }
///     conjunction := relation { "and" relation }
///     relation    := sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ]
///     sum         := product { ( "+" | "-" ) product }
///     product     := factor { ( "*" | "/" ) factor }
///     factor      := { "-" } ( NUMBER | NAME | "(" disjunction ")" )
///
/// Numbers and comparisons may both stand in parentheses, so one descent reads both; what was read says which of the two it
/// is. A bound on the text's length and one on its nesting bound the stack.
struct ExpressionParser {
    /// How deep parentheses may be nested.
    static let maximumDepth = 32

    /// What stands at a place: a number, or something that holds or does not.
    enum Phrase {
        case number(Relation.Operand)
        case statement(Proposition, Range<Int>)

        var range: Range<Int> {
            switch self {
            case .number(let operand): operand.range
            case .statement(_, let range): range
            }
        }
    }

    let kind: Expression.Kind
    let names: ExpressionNames
    let tokens: [ExpressionToken]
    var position = 0
    private var depth = 0

    /// - Throws: ``SyntaxError`` with what is wrong, where, and what would be right.
    static func parse(
        _ source: String,
        as kind: Expression.Kind,
        probes: Set<String>
    ) throws(SyntaxError) -> Expression {
        let tokens = try ExpressionLexer.tokens(of: source)
        var parser = ExpressionParser(kind: kind, names: ExpressionNames(probes: probes), tokens: tokens)
        return try parser.whole()
    }

    private init(kind: Expression.Kind, names: ExpressionNames, tokens: [ExpressionToken]) {
        self.kind = kind
        self.names = names
        self.tokens = tokens
    }

    var current: ExpressionToken { tokens[position] }

    func text(_ range: Range<Int>) -> String { ExpressionToken.text(of: tokens[range]) }

    func column(of range: Range<Int>) -> Int { tokens[range.lowerBound].column }

    /// Takes the current token if it is of a kind.
    mutating func take(_ wanted: ExpressionToken.Kind) -> Bool {
        guard current.kind == wanted else { return false }
        position += 1
        return true
    }

    private mutating func whole() throws(SyntaxError) -> Expression {
        guard current.kind != .end else {
            throw SyntaxError("\(kind.noun) is missing: write NAME \(kind.example.rawValue) LIMIT", at: 1)
        }
        let phrase = try disjunction()
        let holdFor = try hold()
        guard current.kind == .end else { throw unexpected() }
        guard case .statement(let proposition, let range) = phrase else {
            throw SyntaxError(
                "'\(text(phrase.range))' is not \(kind.noun): write NAME \(kind.example.rawValue) LIMIT",
                at: column(of: phrase.range))
        }
        return Expression(
            proposition: proposition, holdFor: holdFor, tokens: Array(tokens.dropLast()), propositionRange: range)
    }

    /// `for DURATION`, if it is there.
    private mutating func hold() throws(SyntaxError) -> Duration? {
        let column = current.column
        guard take(.keyword(.hold)) else { return nil }
        guard kind == .condition else {
            throw SyntaxError(
                "a criterion is judged on all that its stage has shown, and not 'for' a while", at: column,
                suggestion: "say in the gate's 'minimumDuration' how long a stage must take")
        }
        guard case .number(_, .duration) = current.kind, let duration = DurationText.parse(current.text) else {
            throw SyntaxError("a duration is missing after 'for'", at: current.column, suggestion: "such as 5m")
        }
        guard duration > .zero, duration <= Condition.longestHold else {
            throw SyntaxError(
                "'\(current.text)' is out of range", at: current.column,
                suggestion: "above 0s and up to \(DurationText.describe(Condition.longestHold))")
        }
        position += 1
        return duration
    }

    mutating func disjunction() throws(SyntaxError) -> Phrase {
        let first = try conjunction()
        guard current.kind == .keyword(.or) else { return first }
        try refuseInCriterion("or")
        var parts = [try statement(first)]
        while take(.keyword(.or)) { parts.append(try statement(try conjunction())) }
        return .statement(.any(parts), first.range.lowerBound..<position)
    }

    private mutating func conjunction() throws(SyntaxError) -> Phrase {
        let first = try relation()
        guard current.kind == .keyword(.and) else { return first }
        try refuseInCriterion("and")
        var parts = [try statement(first)]
        while take(.keyword(.and)) { parts.append(try statement(try relation())) }
        return .statement(.all(parts), first.range.lowerBound..<position)
    }

    private func refuseInCriterion(_ word: String) throws(SyntaxError) {
        guard kind == .criterion else { return }
        if word == "and" {
            throw SyntaxError(
                "a criterion is about one rate, and '\(word)' joins two", at: current.column,
                suggestion: "write two criteria: a gate demands each")
        }
        throw SyntaxError(
            "a gate demands every criterion, and '\(word)' would leave it the choice", at: current.column,
            suggestion: "write the criterion that must hold")
    }

    private mutating func relation() throws(SyntaxError) -> Phrase {
        let left = try sum()
        guard case .relation(let sign) = current.kind else { return left }
        let leftOperand = try number(left)
        position += 1
        let right = try number(try sum())
        // Such as the misspelled unit of a number, which then has none.
        if case .name = current.kind { throw unexpected() }
        guard case .relation = current.kind else {
            let relation = Relation(left: leftOperand, sign: sign, right: right)
            try check(relation)
            return .statement(.relation(relation), left.range.lowerBound..<position)
        }
        throw SyntaxError(
            "a comparison has two sides, and '\(current.text)' begins a third", at: current.column,
            suggestion: kind == .condition ? "join two comparisons with 'and'" : nil)
    }

    /// A number or a name, or something in parentheses.
    mutating func primary() throws(SyntaxError) -> Phrase {
        let token = current
        let range = position..<position + 1
        switch token.kind {
        case .number(let value, let quantity):
            position += 1
            return .number(.init(arithmetic: .constant(value), quantity: quantity, range: range))
        case .name(let name):
            guard let term = names.term(name) else {
                throw SyntaxError(
                    "unknown name '\(name)'", at: token.column, suggestion: names.suggestion(for: name, in: kind))
            }
            position += 1
            return .number(.init(arithmetic: .term(term), quantity: term.quantity, range: range))
        case .open:
            return try parenthesised()
        default:
            throw missingNumber()
        }
    }

    private mutating func parenthesised() throws(SyntaxError) -> Phrase {
        let start = position
        guard depth < Self.maximumDepth else {
            throw SyntaxError("parentheses are nested deeper than \(Self.maximumDepth)", at: current.column)
        }
        position += 1
        depth += 1
        let phrase = try disjunction()
        depth -= 1
        guard take(.close) else {
            guard current.kind == .end else { throw unexpected() }
            throw SyntaxError("'(' without its ')'", at: tokens[start].column)
        }
        switch phrase {
        case .number(var operand):
            operand.range = start..<position
            return .number(operand)
        case .statement(let proposition, _):
            return .statement(proposition, start..<position)
        }
    }
}
