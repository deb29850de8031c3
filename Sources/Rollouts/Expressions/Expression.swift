/// A criterion or condition as it was read.
struct Expression: Sendable, Hashable {
    /// What is read, which decides what may stand in it.
    enum Kind: Sendable {
        case criterion, condition

        var noun: String { self == .criterion ? "a criterion" : "a condition" }
        /// The one form that every text of the kind can have.
        var example: RelationSign { self == .criterion ? .atMost : .more }
    }

    let proposition: Proposition
    /// For how long it must hold; `nil` where it is not said.
    let holdFor: Duration?
    /// All but the end.
    let tokens: [ExpressionToken]
    /// The tokens of the proposition, without `for` and what follows.
    let propositionRange: Range<Int>

    /// As it was written, with single blanks.
    var text: String { ExpressionToken.text(of: tokens) }

    func text(_ range: Range<Int>) -> String { ExpressionToken.text(of: tokens[range]) }

    func column(of range: Range<Int>) -> Int { tokens[range.lowerBound].column }
}
