public import Traffic

/// What clients and the served side do, to be run again and again with different mirrored sides: the proof, in virtual
/// time, that the mirrored side cannot be felt.
///
/// Shown is this. For one schedule the client connections see the same writes (the same bytes, cut into the same writes),
/// the same flushes, the same reads asked for and held back, the same half-closes, closes and resets, each at the same
/// nanosecond of virtual time, whether there is no mirroring at all or a mirrored side that behaves in any of the ways of
/// ``MirroredBehaviour``; and so do the connections to the served side. A schedule has several connections with several
/// requests each, so that this holds for the next request on a connection as well; the served side is legacy in one half of
/// the schedules and the candidate, with legacy mirrored, in the other.
///
/// Not shown: what the processor's time or the memory that copies take do to a client, for virtual time has neither. Left
/// out are second copies to the served side itself (`noise:`), which use its connections by design, and, where the candidate
/// serves with a fallback to legacy, schedules in which it fails, and the circuit breaker: then legacy serves and is no
/// mirrored side, and what its copies fail at too is not held against the candidate.
public struct IsolationSchedule {
    public let served: Side
    let scenario: Scenario

    /// A random schedule, the same for the same seed.
    public init(seed: UInt64) { self.init(Entropy(seed: seed)) }

    /// The schedule that a fuzzer's bytes decide.
    public init(bytes: some Sequence<UInt8>) { self.init(Entropy(bytes: bytes)) }

    private init(_ entropy: Entropy) {
        var generator = ScenarioGenerator(entropy)
        (scenario, served) = generator.schedule()
    }

    /// Runs the schedule with one mirrored side.
    public func run(_ mirrored: MirroredBehaviour) -> SimulationOutcome {
        Simulation(scenario.mirrored(mirrored, served: served)).run()
    }

    /// Where two runs of this schedule were not the same to clients or to the served side; `nil` where they were.
    ///
    /// They are compared up to the moment when the first of them had ended: copies may outlive everything else.
    public func difference(_ one: SimulationOutcome, _ other: SimulationOutcome) -> String? {
        let end = min(one.endedAt, other.endedAt)
        return Self.difference("client", one.clients, other.clients, end)
            ?? Self.difference("connection to the served side", servedEvents(one), servedEvents(other), end)
    }

    private func servedEvents(_ outcome: SimulationOutcome) -> [[TimedSocketEvent]] {
        outcome.upstreams.filter { $0.side == served }.map(\.events)
    }

    private static func difference(
        _ name: String,
        _ one: [[TimedSocketEvent]],
        _ other: [[TimedSocketEvent]],
        _ end: UInt64
    ) -> String? {
        for number in 0..<max(one.count, other.count) {
            let left: ArraySlice = number < one.count ? one[number].prefix { $0.time <= end }[...] : []
            let right: ArraySlice = number < other.count ? other[number].prefix { $0.time <= end }[...] : []
            if left != right { return "\(name) \(number): \(firstDifference(left, right))" }
        }
        return nil
    }

    private static func firstDifference(
        _ one: ArraySlice<TimedSocketEvent>,
        _ other: ArraySlice<TimedSocketEvent>
    ) -> String {
        for (left, right) in zip(one, other) where left != right { return "\(left), but \(right)" }
        let (longer, count) = one.count > other.count ? (one, other.count) : (other, one.count)
        return "\(longer[longer.startIndex + count]), but nothing"
    }
}
