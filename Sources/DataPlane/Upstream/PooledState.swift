import NIOCore

/// What a pool has to know about one of its connections.
struct PooledState {
    let address: AddressBook.ID
    let openedAt: NIODeadline
    /// Requests that it has carried, the one under way included.
    var requests = 0
    /// Whether it counts as a request in flight.
    var isInFlight = false

    /// Whether it has done enough.
    func isWornOut(at now: NIODeadline, _ limits: UpstreamPoolLimits) -> Bool {
        if let maximum = limits.maximumRequests, requests >= maximum { return true }
        if let age = limits.maximumAge, now - openedAt >= .nanoseconds(age) { return true }
        return false
    }
}
