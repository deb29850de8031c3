/// What a sender sends, in order, and what it expects: a pure function of the rows, the seed and a few numbers.
public struct TrafficPlan: Sendable {
    /// The requests. The order of those that share a connection is the order in which they take effect.
    public let requests: [PlannedRequest]
    /// Over how many connections they go.
    public let connectionCount: Int

    /// - Parameters:
    ///   - data: The rows that both sides start with.
    ///   - count: How many requests.
    ///   - connectionCount: How many connections; at least 1.
    ///   - seed: Equal seeds give equal plans for equal rows.
    ///   - repaired: The traps that the candidate as written was started without.
    public init(data: TrafficData, count: Int, connectionCount: Int, seed: UInt64, repaired: Set<Trap> = []) {
        self.connectionCount = max(1, connectionCount)
        var planner = TrafficPlanner(
            data: data, connectionCount: self.connectionCount, seed: seed, repaired: repaired)
        requests = planner.plan(count)
    }
}
