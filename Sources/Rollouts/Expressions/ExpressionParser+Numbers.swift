/// Calculations, with the units of what they are made of.
extension ExpressionParser {
    mutating func sum() throws(SyntaxError) -> Phrase {
        var result = try product()
        while case .sign(let sign) = current.kind, sign == .plus || sign == .minus {
            let left = try number(result)
            position += 1
            result = .number(try combined(left, sign, try number(try product())))
        }
        return result
    }

    private mutating func product() throws(SyntaxError) -> Phrase {
        var result = try factor()
        while case .sign(let sign) = current.kind, sign == .times || sign == .over {
            let left = try number(result)
            position += 1
            result = .number(try combined(left, sign, try number(try factor())))
        }
        return result
    }

    private mutating func factor() throws(SyntaxError) -> Phrase {
        let start = position
        while take(.sign(.minus)) {}
        let phrase = try primary()
        guard phrase.range.lowerBound > start else { return phrase }
        var operand = try number(phrase)
        if !(operand.range.lowerBound - start).isMultiple(of: 2) {
            operand.arithmetic = operand.arithmetic.constant.map { .constant(-$0) } ?? .negated(operand.arithmetic)
        }
        operand.range = start..<operand.range.upperBound
        return .number(operand)
    }

    private func combined(
        _ left: Relation.Operand,
        _ sign: ArithmeticSign,
        _ right: Relation.Operand
    ) throws(SyntaxError) -> Relation.Operand {
        let range = left.range.lowerBound..<right.range.upperBound
        guard let quantity = Quantity.result(left.quantity, sign, right.quantity) else {
            throw SyntaxError(
                "'\(text(range))' has no meaning: \(left.quantity.noun) \(sign.rawValue) \(right.quantity.noun)",
                at: column(of: range))
        }
        if sign == .over, right.arithmetic.constant == 0 {
            throw SyntaxError("'\(text(range))' divides by zero", at: column(of: right.range))
        }
        guard let first = left.arithmetic.constant, let second = right.arithmetic.constant else {
            let arithmetic = Arithmetic.combined(left.arithmetic, sign, right.arithmetic)
            return .init(arithmetic: arithmetic, quantity: quantity, range: range)
        }
        let value = sign.result(first, second)
        guard value.isFinite else { throw SyntaxError("'\(text(range))' is too large", at: column(of: range)) }
        return .init(arithmetic: .constant(value), quantity: quantity, range: range)
    }

    /// What must be a number at its place.
    func number(_ phrase: Phrase) throws(SyntaxError) -> Relation.Operand {
        if case .number(let operand) = phrase { return operand }
        throw SyntaxError(
            "'\(text(phrase.range))' is a comparison, where a number must stand", at: column(of: phrase.range))
    }

    /// What must hold or not hold at its place.
    func statement(_ phrase: Phrase) throws(SyntaxError) -> Proposition {
        if case .statement(let proposition, _) = phrase { return proposition }
        throw SyntaxError(
            "'\(text(phrase.range))' is \(Self.noun(of: phrase)), where a comparison must stand",
            at: column(of: phrase.range), suggestion: "such as error_rate > 1%")
    }

    private static func noun(of phrase: Phrase) -> String {
        if case .number(let operand) = phrase { operand.quantity.noun } else { "a comparison" }
    }

    /// That a comparison can come out one way or the other, as far as its units tell.
    func check(_ relation: Relation) throws(SyntaxError) {
        let (left, right) = (relation.left, relation.right)
        let range = left.range.lowerBound..<right.range.upperBound
        for (name, limit) in [(left, right), (right, left)] {
            guard let term = name.arithmetic.term, limit.arithmetic.constant != nil else { continue }
            try checkLimit(limit, of: term)
        }
        guard left.quantity.isComparable(to: right.quantity) else {
            throw SyntaxError(
                "'\(text(range))' compares \(left.quantity.noun) with \(right.quantity.noun)", at: column(of: range))
        }
        guard let first = left.arithmetic.constant, let second = right.arithmetic.constant else { return }
        throw SyntaxError(
            "'\(text(range))' is always \(relation.sign.holds(first, second)): both sides are constants",
            at: column(of: range), suggestion: "one of them names a rate, a latency or a probe")
    }

    /// That a limit has the unit of what it is the limit of.
    private func checkLimit(_ limit: Relation.Operand, of term: Term) throws(SyntaxError) {
        let text = text(limit.range)
        func wrong(_ reason: String, suggestion: String? = nil) -> SyntaxError {
            SyntaxError(
                "'\(text)' is no limit for \(term.name): \(reason)", at: column(of: limit.range),
                suggestion: suggestion)
        }
        let value = limit.arithmetic.constant ?? 0
        switch term {
        case .rate where limit.quantity == .duration:
            throw wrong("write a share such as 0.1% or 0.001")
        case .rate where limit.quantity == .number && value >= 1:
            let isPercentage = limit.range.count == 1 && value <= 100
            throw wrong(
                "without '%' a share lies between 0 and 1", suggestion: isPercentage ? "did you mean '\(text)%'?" : nil)
        case .quantile where limit.quantity == .number && value > 0 && limit.range.count == 1:
            throw wrong("write a duration such as 200ms", suggestion: "did you mean '\(text)ms'?")
        case .quantile where limit.quantity != .duration || value <= 0:
            throw wrong("write a duration such as 200ms")
        case .probe where limit.quantity == .duration:
            throw wrong("a probe's value is a number")
        case .rate, .quantile, .probe:
            return
        }
    }
}

/// What is wrong with the place that the reading has come to.
extension ExpressionParser {
    func missingNumber() -> SyntaxError {
        guard current.kind == .end else {
            return SyntaxError("a number or a name is missing before '\(current.text)'", at: current.column)
        }
        return SyntaxError(
            "'\(text(0..<position))' breaks off: a number or a name is missing after "
                + "'\(tokens[max(0, position - 1)].text)'", at: current.column)
    }

    /// A token that does not go on with what was read before it.
    func unexpected() -> SyntaxError {
        switch current.kind {
        case .close:
            return SyntaxError("')' without its '('", at: current.column)
        case .keyword(.hold):
            return SyntaxError("'for' stands at the end of the whole condition, once", at: current.column)
        case .name(let name):
            let words = ExpressionToken.Keyword.allCases.map(\.rawValue) + DurationText.unitNames
            return SyntaxError(
                "a sign or a word is missing before '\(name)'", at: current.column,
                suggestion: NearestName.suggestion(for: name, among: words).map { "did you mean '\($0)'?" })
        default:
            let isTimed = tokens[..<position].contains { $0.kind == .keyword(.hold) }
            return SyntaxError(
                isTimed
                    ? "nothing follows the duration of 'for'" : "a sign or a word is missing before '\(current.text)'",
                at: current.column)
        }
    }
}
