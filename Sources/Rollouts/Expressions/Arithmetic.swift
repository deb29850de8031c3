/// A calculation with constants and with what was measured. Constants are computed when the text is read.
indirect enum Arithmetic: Sendable, Hashable {
    case constant(Double)
    case term(Term)
    case negated(Arithmetic)
    case combined(Arithmetic, ArithmeticSign, Arithmetic)

    var constant: Double? { if case .constant(let value) = self { value } else { nil } }

    /// The one name that this is, with nothing calculated.
    var term: Term? { if case .term(let term) = self { term } else { nil } }

    /// Every name in it, in the order written.
    var terms: [Term] {
        switch self {
        case .constant: []
        case .term(let term): [term]
        case .negated(let operand): operand.terms
        case .combined(let left, _, let right): left.terms + right.terms
        }
    }

    /// The value in a window; `nil` where a part of it is not known, and where it has none, as after a division by zero.
    func value(in window: ObservedWindow) -> Double? {
        let value: Double?
        switch self {
        case .constant(let constant): value = constant
        case .term(let term): value = window.value(of: term)
        case .negated(let operand): value = operand.value(in: window).map { -$0 }
        case .combined(let left, let sign, let right):
            guard let left = left.value(in: window), let right = right.value(in: window) else { return nil }
            value = sign.result(left, right)
        }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }
}
