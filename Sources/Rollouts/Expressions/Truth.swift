/// Whether something holds, where too little may be known to say (S. C. Kleene, "Introduction to Metamathematics", 1952, §64).
public enum Truth: String, Sendable, CaseIterable {
    case holds, doesNotHold, notKnown

    init(_ holds: Bool) { self = holds ? .holds : .doesNotHold }

    /// Holds where all hold; does not where one does not, whatever is not known of the others.
    static func all(_ truths: some Sequence<Truth>) -> Truth {
        truths.reduce(.holds) { $0 == .doesNotHold || $1 == .doesNotHold ? .doesNotHold : $0 == .holds ? $1 : $0 }
    }

    /// Holds where one holds, whatever is not known of the others; does not where none does.
    static func any(_ truths: some Sequence<Truth>) -> Truth {
        truths.reduce(.doesNotHold) { $0 == .holds || $1 == .holds ? .holds : $0 == .doesNotHold ? $1 : $0 }
    }
}
