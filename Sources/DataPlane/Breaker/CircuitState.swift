import NIOCore

/// Whether the candidate is asked to serve: what all event loops know in common, small enough for one word.
///
/// It follows the circuit breaker of M. Nygard, *Release It!* (2007). Half-open is no state of its own: a request that probes
/// has a lease on the open circuit. Where its outcome does not come in that time (the client may have gone), another one
/// probes, and the time doubles as it does after a failure.
///
/// ```
/// closed ──a loop's breaker trips──► open ──its time is over: one request──► probed
///   ▲                                 ▲ ▲                                     │ │ │
///   └─────────── success ─────────────┼─┼─────────────────────────────────────┘ │ │
///                                     │ └──── failure, the time doubled ────────┘ │
///                                     └──── no outcome: another one probes ───────┘
/// ```
///
/// Pure: the time is passed in.
enum CircuitState: Equatable {
    case closed(since: NIODeadline)
    /// - Parameters:
    ///   - doublings: How often the time has doubled since it opened.
    ///   - isProbed: Whether the time is that of a request that probes.
    case open(until: NIODeadline, doublings: Int, isProbed: Bool)

    /// What a closed circuit becomes when a breaker trips.
    static func opened(at now: NIODeadline, _ configuration: BreakerConfiguration) -> CircuitState {
        .open(until: now + configuration.interval(doublings: 0), doublings: 0, isProbed: false)
    }

    /// What it becomes when a request probes the candidate now; `nil` where none may.
    ///
    /// - Parameter isSafe: Whether the request can be repeated if the probe fails. One that cannot waits for one interval
    ///   more, so that it is left to others where there are any.
    func probed(isSafe: Bool, at now: NIODeadline, _ configuration: BreakerConfiguration) -> CircuitState? {
        guard case .open(let until, let doublings, let isProbed) = self else { return nil }
        let next = isProbed ? Self.next(doublings) : doublings
        let interval = configuration.interval(doublings: next)
        guard now >= (isSafe ? until : until + interval) else { return nil }
        return .open(until: now + interval, doublings: next, isProbed: true)
    }

    /// What it becomes when a probe failed.
    func reopened(at now: NIODeadline, _ configuration: BreakerConfiguration) -> CircuitState? {
        guard case .open(_, let doublings, _) = self else { return nil }
        let next = Self.next(doublings)
        return .open(until: now + configuration.interval(doublings: next), doublings: next, isProbed: false)
    }

    private static func next(_ doublings: Int) -> Int { min(doublings + 1, mostDoublings) }
}

/// The state as one word: from its low end a bit for open, one for probed, six for the doublings, and the time in
/// microseconds.
extension CircuitState {
    static let openBit: UInt64 = 1
    private static let probedBit: UInt64 = 2
    private static let doublingsShift: UInt64 = 2
    private static let timeShift: UInt64 = 8
    private static let mostDoublings = 63

    init(word: UInt64) {
        let time = NIODeadline.uptimeNanoseconds((word >> Self.timeShift) * 1_000)
        if word & Self.openBit == 0 {
            self = .closed(since: time)
        } else {
            self = .open(
                until: time, doublings: Int(word >> Self.doublingsShift) & Self.mostDoublings,
                isProbed: word & Self.probedBit != 0)
        }
    }

    var word: UInt64 {
        switch self {
        case .closed(let since): Self.word(of: since)
        case .open(let until, let doublings, let isProbed):
            Self.word(of: until) | UInt64(doublings) << Self.doublingsShift | (isProbed ? Self.probedBit : 0)
                | Self.openBit
        }
    }

    private static func word(of time: NIODeadline) -> UInt64 { (time.uptimeNanoseconds / 1_000) << timeShift }
}

extension BreakerConfiguration {
    /// How long the circuit stays open after so many doublings.
    func interval(doublings: Int) -> TimeAmount {
        let (doubled, overflow) = openFor.multipliedReportingOverflow(by: 1 << min(doublings, 62))
        return .nanoseconds(overflow ? maximumOpenFor : min(doubled, maximumOpenFor))
    }
}
