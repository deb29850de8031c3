/// Takes finished exchanges off the request path.
///
/// Called on an event loop: an implementation never blocks, never waits, and drops (and counts) what it cannot hold.
public protocol ExchangeSink: Sendable {
    func exchangeFinished(_ exchange: consuming Exchange)
}

/// Decides which side serves a request.
///
/// Called on an event loop for every request: an implementation never blocks.
public protocol Assigner: Sendable {
    /// - Parameters:
    ///   - route: The route that matched; `Route.unmatched` where none did.
    ///   - operation: What the request does.
    ///   - userKeys: The values of the route's `userKeys` that the request carries, in the route's order.
    ///   - requestID: Samples copies where there is no user key.
    func assignment(route: Route, operation: Operation, userKeys: [String], requestID: String) -> Assignment

    /// Whether nothing at all may go to the candidate now, copies that still wait for their turn included.
    var sparesCandidate: Bool { get }
}

extension Assigner {
    public var sparesCandidate: Bool { false }
}
