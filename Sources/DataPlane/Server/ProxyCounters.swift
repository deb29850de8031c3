import Synchronization

/// Figures about the proxy itself.
public final class ProxyCounters: Sendable {
    private let open = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let turnedAway = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let shed = Atomic<Int>(0)
    private let controlsShed = Atomic<Int>(0)
    private let opened = Atomic<Int>(0)
    private let skipped = Atomic<Int>(0)

    /// Client connections open now.
    public var openConnections: Int { open.load(ordering: .relaxed) }
    /// Client connections taken since the start.
    public var acceptedConnections: Int { accepted.load(ordering: .relaxed) }
    /// Client connections closed at once because there were too many.
    public var turnedAwayConnections: Int { turnedAway.load(ordering: .relaxed) }
    /// Requests refused by the proxy itself, with a 4xx or 5xx of its own.
    public var refusedRequests: Int { refused.load(ordering: .relaxed) }
    /// Copies not started because too many were in flight, or their turn came too late, and failed answers not read to their end.
    public var shedCopies: Int { shed.load(ordering: .relaxed) }
    /// Second copies to legacy not started, or given up, because there was too much to do.
    public var shedControls: Int { controlsShed.load(ordering: .relaxed) }
    /// Times that the candidate's circuit was opened; that a probe failed and it stayed open is not counted.
    public var circuitOpenings: Int { opened.load(ordering: .relaxed) }
    /// Requests that the candidate was to serve, and legacy did at once since the circuit was open.
    public var skippedRequests: Int { skipped.load(ordering: .relaxed) }

    /// Counts a connection in, unless there are too many.
    func connectionOpened(limit: Int) -> Bool {
        let (_, now) = open.add(1, ordering: .relaxed)
        guard now <= limit else {
            open.subtract(1, ordering: .relaxed)
            turnedAway.add(1, ordering: .relaxed)
            return false
        }
        accepted.add(1, ordering: .relaxed)
        return true
    }

    func connectionClosed() { open.subtract(1, ordering: .relaxed) }

    func requestRefused() { refused.add(1, ordering: .relaxed) }

    func copyShed() { shed.add(1, ordering: .relaxed) }

    func controlShed() { controlsShed.add(1, ordering: .relaxed) }

    func circuitOpened() { opened.add(1, ordering: .relaxed) }

    func candidateSkipped() { skipped.add(1, ordering: .relaxed) }
}
