import NIOCore

/// What is known about one address from the requests that went there (passive health, as Envoy's outlier detection and
/// linkerd's failure accrual know it): failures in a row put it out for a time that doubles, and it comes back slowly.
///
/// Pure: the time is passed in.
struct AddressHealth: Equatable {
    /// When an address is put out, and how it comes back.
    struct Policy: Equatable {
        /// Failures in a row that put an address out; `nil` for never.
        var failures: Int?
        /// How long it stays out the first time.
        var firstEjection = TimeAmount.seconds(1)
        /// How long it stays out at most.
        var longestEjection = TimeAmount.seconds(60)
        /// How long its share takes to grow back, once it could be connected to.
        var ramp = TimeAmount.seconds(10)
        /// The share it comes back with.
        static let firstShare = 0.1
    }

    private enum State: Equatable {
        /// It has never been connected to: the first failure puts it out.
        case unproven
        case inUse(failures: Int)
        case ejected(until: NIODeadline)
        /// Its time is over, and a connection is tried that carries no request.
        case probed
        case returning(since: NIODeadline)
    }

    private var state = State.unproven
    /// Times that it was put out, since it was last wholly in use.
    private var ejections = 0

    /// Whether it gets no requests.
    var isOut: Bool {
        switch state {
        case .ejected, .probed: true
        case .unproven, .inUse, .returning: false
        }
    }

    /// The share of the requests it would get otherwise, 0 … 1.
    func share(at now: NIODeadline, _ policy: Policy) -> Double {
        switch state {
        case .unproven, .inUse: return 1
        case .ejected, .probed: return 0
        case .returning(let since):
            guard policy.ramp > .nanoseconds(0) else { return 1 }
            let progress = Double((now - since).nanoseconds) / Double(policy.ramp.nanoseconds)
            return min(1, Policy.firstShare + (1 - Policy.firstShare) * max(0, progress))
        }
    }

    /// A connection was made. That is no proof that requests are answered: failures go on being counted.
    mutating func connected(at now: NIODeadline) {
        switch state {
        case .unproven: state = .inUse(failures: 0)
        case .ejected, .probed: state = .returning(since: now)
        case .inUse, .returning: break
        }
    }

    /// An answer came.
    mutating func answered(at now: NIODeadline, _ policy: Policy) {
        switch state {
        case .inUse(failures: 0): break
        case .unproven, .inUse: state = .inUse(failures: 0)
        case .ejected, .probed: state = .returning(since: now)
        case .returning(let since):
            guard now - since >= policy.ramp else { return }
            state = .inUse(failures: 0)
            ejections = 0
        }
    }

    /// A connection could not be made, broke, or brought no answer in time.
    ///
    /// - Parameter mayEject: Whether others are left that can do the work.
    /// - Returns: Whether the address is put out by this.
    mutating func failed(at now: NIODeadline, mayEject: Bool, _ policy: Policy) -> Bool {
        guard let limit = policy.failures else { return false }
        switch state {
        case .ejected: return false
        case .inUse(let failures) where failures + 1 < limit || !mayEject:
            state = .inUse(failures: min(failures + 1, limit))
            return false
        case .unproven where !mayEject, .returning where !mayEject: return false
        case .unproven, .inUse, .probed, .returning:
            // A probe that failed puts nothing out that was not out: it stays as it was, for longer.
            let isNews = state != .probed
            state = .ejected(until: now + duration(policy))
            ejections += 1
            return isNews
        }
    }

    private func duration(_ policy: Policy) -> TimeAmount {
        let doubled = policy.firstEjection.nanoseconds.multipliedReportingOverflow(by: 1 << min(ejections, 32))
        return doubled.overflow
            ? policy.longestEjection : min(.nanoseconds(doubled.partialValue), policy.longestEjection)
    }

    /// Says once that its time is over, and that a connection is to be tried.
    mutating func takeProbe(at now: NIODeadline) -> Bool {
        guard case .ejected(let until) = state, until <= now else { return false }
        state = .probed
        return true
    }
}
