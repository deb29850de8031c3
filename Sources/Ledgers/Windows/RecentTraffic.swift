import Synchronization
public import Traffic

/// The last seconds and minutes, for alarms: in memory, so that a rollback needs no disk.
public final class RecentTraffic: Sendable {
    private struct State {
        var windows: [Duration: SlidingWindow] = [:]
        /// By route, the moment before which an exchange says nothing about what holds now.
        var marks: [String: Timestamp] = [:]
        /// When the clock was looked at last.
        var lastLook = Timestamp(milliseconds: Int64.min)
        /// To where the clock was set back, if it was. Whatever moment lies ahead of the clock is before that in truth.
        var setBackTo: Timestamp?

        /// Takes what the clock says. To be asked under the lock, so that a time is earlier than the last one only where the
        /// clock was set back.
        mutating func look(at now: Timestamp) {
            if now < lastLook {
                setBackTo = now
                for (route, mark) in marks where mark > now { marks[route] = now }
            }
            lastLook = now
        }
    }

    private let state: Mutex<State>
    private let slowerRatio: Double
    private let slowerSlack: Double
    private let clock: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - windows: The lengths that will be asked for.
    ///   - slowerRatio: The candidate is slower when it took more than `slowerRatio` × legacy + `slowerSlackMilliseconds`.
    public init(
        windows: Set<Duration>,
        slowerRatio: Double = 1.2,
        slowerSlackMilliseconds: Double = 5,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.slowerRatio = slowerRatio
        slowerSlack = slowerSlackMilliseconds
        self.clock = clock
        state = Mutex(State())
        keep(windows)
    }

    /// Keeps other windows from now on; one that was kept already goes on.
    public func keep(_ windows: Set<Duration>) {
        state.withLock { state in
            for (duration, _) in state.windows where !windows.contains(duration) { state.windows[duration] = nil }
            for duration in windows where state.windows[duration] == nil {
                state.windows[duration] = SlidingWindow(duration)
            }
        }
    }

    /// What had begun on these routes before this moment says nothing about what holds from now on: comparison comes after the
    /// answer, and on a busy machine some time after.
    public func mark(_ routes: [String], at moment: Timestamp) {
        state.withLock { state in
            let now = clock()
            state.look(at: now)
            for route in routes { state.marks[route] = min(moment, now) }
        }
    }

    /// Counts a comparison. Where no window is kept it costs next to nothing.
    public func record(_ comparison: Comparison) {
        state.withLock { state in
            guard !state.windows.isEmpty else { return }
            let now = clock()
            state.look(at: now)
            let findings = Findings(comparison, slowerRatio: slowerRatio, slack: slowerSlack)
            let isLate = state.marks[comparison.route].map { comparison.startedAt < $0 } ?? false
            for duration in state.windows.keys {
                state.windows[duration]?.count(comparison, findings, isLate: isLate, at: now)
            }
        }
    }

    /// What a window shows of each route that was seen, one observation a request, by name.
    ///
    /// - Parameters:
    ///   - duration: One of those that are kept.
    ///   - since: Leaves out what was counted before, and exchanges that had begun before a mark. A moment that is still to come
    ///     was noted before the clock was set back.
    ///   - routes: Those that are asked about; `nil` for all.
    public func evidence(
        over duration: Duration, since: Timestamp? = nil, routes: Set<String>? = nil
    ) -> [RouteEvidence] {
        let (now, counts) = state.withLock { state in
            let now = clock()
            state.look(at: now)
            let since = since.map { $0 <= now ? $0 : state.setBackTo ?? Timestamp(milliseconds: Int64.min) }
            return (now, state.windows[duration]?.counts(at: now, since: since) ?? [:])
        }
        let from = now.advanced(byMilliseconds: -duration.wholeMilliseconds)
        return counts.sorted { $0.key < $1.key }
            .filter { routes?.contains($0.key) ?? ($0.key != Route.unmatchedName) }
            .map { RouteEvidence(route: $0.key, $0.value, from: from, until: now) }
    }
}
