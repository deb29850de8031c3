public import Traffic

/// What came of a simulation.
public struct SimulationOutcome: Sendable {
    /// One connection to an upstream.
    public struct Upstream: Sendable, Equatable {
        public let side: Side
        /// What the proxy did to the connection.
        public let events: [TimedSocketEvent]
    }

    /// What must never be, in words, and was.
    public let violations: [String]
    /// What the proxy did to each client's connection, with the virtual time.
    public let clients: [[TimedSocketEvent]]
    public let upstreams: [Upstream]
    /// When everything had ended by itself, in nanoseconds of virtual time; what was done later, to close what was idle, is
    /// not told.
    public let endedAt: UInt64
    /// How much happened, so that a campaign can tell that it looked at something: exchanges handed to the sink, whole
    /// answers that clients got, copies that upstreams got, and exchanges that the circuit breaker kept from the candidate.
    public let exchanges: Int
    public let answers: Int
    public let copies: Int
    public let skipped: Int
}

extension SimulationOutcome: CustomStringConvertible {
    /// What the proxy did, in the order of time, for whoever looks into a seed.
    public var description: String {
        var lines: [(time: UInt64, text: String)] = []
        for (number, events) in clients.enumerated() {
            lines += events.map { ($0.time, "client \(number): \($0)") }
        }
        for (number, upstream) in upstreams.enumerated() {
            lines += upstream.events.map { ($0.time, "\(upstream.side.rawValue) \(number): \($0)") }
        }
        let ordered = lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        return (violations.map { "VIOLATION: \($0)" } + ordered.map(\.element.text)).joined(separator: "\n")
    }
}
