/// The rates that one exchange can be an observation of.
struct ObservationKinds: OptionSet, Sendable, Hashable {
    var rawValue: UInt8

    static let mismatches = ObservationKinds(rawValue: 1 << 0)
    static let errors = ObservationKinds(rawValue: 1 << 1)
    static let candidateErrors = ObservationKinds(rawValue: 1 << 2)
    static let legacyErrors = ObservationKinds(rawValue: 1 << 3)
    static let slower = ObservationKinds(rawValue: 1 << 4)
    static let incomparable = ObservationKinds(rawValue: 1 << 5)
    /// The candidate's latency. It has no bad ones: what is too slow depends on the gate.
    static let latency = ObservationKinds(rawValue: 1 << 6)
}
