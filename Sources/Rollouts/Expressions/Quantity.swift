/// What a number of a criterion or condition counts. It is known when the text is read, and checked then.
enum Quantity: Sendable, Hashable {
    /// A plain number, such as a probe's value; it goes with shares.
    case number
    /// A part of 1: `1%` is 0.01.
    case share
    /// Milliseconds.
    case duration

    /// What a calculation gives; `nil` where it has no meaning, as a duration times a duration has none.
    static func result(_ left: Quantity, _ sign: ArithmeticSign, _ right: Quantity) -> Quantity? {
        switch (left, sign, right) {
        case (.duration, .plus, .duration), (.duration, .minus, .duration): .duration
        case (.duration, .over, .duration): .number
        case (.duration, .times, .duration): nil
        case (.duration, .times, _), (.duration, .over, _), (_, .times, .duration): .duration
        case (.duration, _, _), (_, _, .duration): nil
        case (.number, _, .number), (.share, .over, .share), (.number, .over, .share): .number
        default: .share
        }
    }

    /// Whether two numbers can be compared.
    func isComparable(to other: Quantity) -> Bool { (self == .duration) == (other == .duration) }

    var noun: String {
        switch self {
        case .number: "a number"
        case .share: "a share"
        case .duration: "a duration"
        }
    }

    /// A limit that somebody could write.
    var exampleLimit: String { self == .duration ? "200ms" : "1%" }
}
