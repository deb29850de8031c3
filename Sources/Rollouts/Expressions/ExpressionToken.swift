/// A word, a sign or a number of a criterion or condition.
struct ExpressionToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A number in the base of its unit: a share of 1 for `%`, milliseconds for a duration.
        case number(Double, Quantity)
        case name(String)
        case keyword(Keyword)
        case relation(RelationSign)
        case sign(ArithmeticSign)
        case open, close
        case end
    }

    enum Keyword: String, Sendable, CaseIterable {
        case and, or
        case hold = "for"
    }

    var kind: Kind
    /// As it was written, with single blanks.
    var text: String
    /// Where it begins, in Unicode scalars from 1.
    var column: Int

    /// Tokens as they would be written, with a single blank between any two, but none inside of parentheses and after a
    /// sign that makes a number negative. Read again, it gives the same tokens.
    static func text(of tokens: some Sequence<ExpressionToken>) -> String {
        var text = ""
        var isTight = true
        var previous: Kind?
        for token in tokens {
            if !isTight, token.kind != .close { text += " " }
            text += token.text
            isTight = token.kind == .open || (token.kind == .sign(.minus) && !endsOperand(previous))
            previous = token.kind
        }
        return text
    }

    /// Whether a sign after this one stands between two numbers.
    private static func endsOperand(_ kind: Kind?) -> Bool {
        switch kind {
        case .number, .name, .close: true
        default: false
        }
    }
}

/// The four basic operations.
enum ArithmeticSign: String, Sendable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"

    func result(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .plus: left + right
        case .minus: left - right
        case .times: left * right
        case .over: left / right
        }
    }
}

/// How two numbers are compared.
enum RelationSign: String, Sendable, CaseIterable {
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    case equal = "=="
    case different = "!="

    /// The sign that says the same with the two sides exchanged.
    var mirrored: RelationSign {
        switch self {
        case .less: .more
        case .atMost: .atLeast
        case .more: .less
        case .atLeast: .atMost
        case .equal, .different: self
        }
    }

    func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .less: left < right
        case .atMost: left <= right
        case .more: left > right
        case .atLeast: left >= right
        case .equal: left == right
        case .different: left != right
        }
    }
}
