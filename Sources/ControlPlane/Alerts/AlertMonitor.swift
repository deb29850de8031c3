public import Ledgers
public import Logging
import Rollouts
public import ServiceLifecycle
import Synchronization
public import Traffic

/// Looks at every alert's condition again and again; each time one begins to fire or is resolved, it is told once, and noted.
public final class AlertMonitor: Service {
    private static let pause = Duration.milliseconds(250)
    private static let shownHistory = 100
    /// For how long what fired before a restart is waited for, in milliseconds.
    private static let patience: Int64 = 1_000

    private struct Watched {
        var section: AlertSection
        var state = AlertState.inactive
        /// While it fires.
        var record: AlertRecord?
        var lastLook: Timestamp?
    }

    private struct State {
        var alerts: [Watched]
        /// Records to be written to the ledger.
        var unwritten: [AlertRecord] = []
        var isRestored = false

        /// Takes up what the ledger has as firing.
        ///
        /// - Returns: What is resolved, and to be told.
        mutating func takeUp(_ known: [AlertRecord], routes: Set<String>, at now: Timestamp) -> [AlertRecord] {
            isRestored = true
            var gone: [AlertRecord] = []
            for record in known where !isOwn(record) {
                let index = alerts.firstIndex {
                    $0.section.name == record.name && $0.section.window.condition.description == record.condition
                }
                guard let index, record.route.map(routes.contains) ?? true else {
                    gone.append(record.resolved(at: now))
                    continue
                }
                guard let live = alerts[index].record else {
                    alerts[index].state = .firing(since: record.firedAt)
                    alerts[index].record = record
                    continue
                }
                guard live.route == record.route, live.severity == record.severity else {
                    gone.append(record.resolved(at: now))
                    continue
                }
                // It fired anew before the ledger could be read. Whoever was told knows both as one, which is not resolved.
                let (older, newer) = record.firedAt < live.firedAt ? (record, live) : (live, record)
                alerts[index].state = .firing(since: older.firedAt)
                alerts[index].record = older
                unwritten.append(newer.resolved(at: now))
            }
            unwritten += gone
            return gone
        }

        /// Whether it is of this run, and may be resolved by now.
        private func isOwn(_ record: AlertRecord) -> Bool {
            (unwritten + alerts.compactMap(\.record)).contains {
                $0.name == record.name && $0.route == record.route && $0.firedAt == record.firedAt
            }
        }
    }

    private let state: Mutex<State>
    private let routes: Set<String>
    private let recent: RecentTraffic
    private let probes: ProbeBoard
    private let ledger: Ledger
    private let clock: @Sendable () -> Timestamp
    private let announce: @Sendable (AlertRecord) -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - routes: The names of all routes: what fired on one that is gone is resolved.
    ///   - announce: Takes each alert when it fires, and when it is resolved; it must not wait.
    public init(
        _ alerts: [AlertSection],
        routes: Set<String>,
        recent: RecentTraffic,
        probes: ProbeBoard,
        ledger: Ledger,
        clock: @escaping @Sendable () -> Timestamp,
        announce: @escaping @Sendable (AlertRecord) -> Void,
        logger: Logger
    ) {
        state = Mutex(State(alerts: alerts.map { Watched(section: $0) }))
        self.routes = routes
        self.recent = recent
        self.probes = probes
        self.ledger = ledger
        self.clock = clock
        self.announce = announce
        self.logger = logger
    }

    /// Watches these from now on. One that stays goes on; one that fires and is gone, or says something else, is resolved.
    public func use(_ alerts: [AlertSection]) {
        let now = clock()
        let resolved = state.withLock { state in
            var gone: [AlertRecord] = []
            for watched in state.alerts where !alerts.contains(watched.section) {
                if let record = watched.record { gone.append(record.resolved(at: now)) }
            }
            state.alerts = alerts.map { section in
                state.alerts.first { $0.section == section } ?? Watched(section: section)
            }
            state.unwritten += gone
            return gone
        }
        for record in resolved { told(record) }
    }

    /// Looks until the shutdown.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.keepLooking() }
                group.addTask { await self.keepRecords() }
            }
        }
        await writeWaiting()
    }

    /// By itself, so that no alert waits for a ledger that hangs.
    private func keepLooking() async {
        let start = clock()
        while !Task.isCancelled {
            // What fired before a restart is not told again where the ledger says so in time.
            let waited = clock().milliseconds - start.milliseconds
            if state.withLock(\.isRestored) || !(0..<Self.patience).contains(waited) { look() }
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }

    private func keepRecords() async {
        while !Task.isCancelled {
            await restore()
            await writeWaiting()
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }

    // MARK: Looking

    /// Looks at every alert whose time has come.
    func look() {
        let now = clock()
        let due = state.withLock { state in
            state.alerts.indices.filter { Self.isDue(state.alerts[$0], at: now) }.map { index in
                state.alerts[index].lastLook = now
                return (state.alerts[index].section, state.alerts[index].record?.route)
            }
        }
        for (section, route) in due {
            let window = section.window
            let sighting = window.sighting(
                in: recent.evidence(over: window.duration), probes: probes.values, heldLast: route)
            if let record = note(sighting, of: section, at: now) { told(record) }
        }
    }

    /// Thirty times in a window, but at most once a second, and at least every ten.
    private static func isDue(_ watched: Watched, at now: Timestamp) -> Bool {
        guard let last = watched.lastLook else { return true }
        let interval = min(max(watched.section.window.duration.wholeMilliseconds / 30, 1_000), 10_000)
        return now < last || now.milliseconds - last.milliseconds >= interval
    }

    /// - Returns: What is to be told.
    private func note(_ sighting: ConditionSighting, of section: AlertSection, at now: Timestamp) -> AlertRecord? {
        state.withLock { state in
            guard let index = state.alerts.firstIndex(where: { $0.section == section }) else { return nil }
            let condition = section.window.condition
            switch state.alerts[index].state.look(at: now, sighting.truth, holdFor: condition.holdFor) {
            case .none: return nil
            case .fire:
                let record = AlertRecord(
                    name: section.name, condition: condition.description, severity: section.severity.rawValue,
                    route: sighting.route, summary: sighting.summary, firedAt: now)
                state.alerts[index].record = record
                state.unwritten.append(record)
                return record
            case .resolve:
                let record = state.alerts[index].record?.resolved(at: now)
                state.alerts[index].record = nil
                if let record { state.unwritten.append(record) }
                return record
            }
        }
    }

    private func told(_ record: AlertRecord) {
        announce(record)
        let what = record.resolvedAt == nil ? "fires: \(record.summary)" : "is resolved"
        logger.warning("alert \(record.name) (\(record.severity)) \(what)")
    }

    // MARK: The ledger

    /// Takes up what fired before a restart, so that it is not told again, and is resolved when it ends.
    func restore() async {
        guard !state.withLock({ $0.isRestored }) else { return }
        let known: [AlertRecord]
        do {
            known = try await ledger.read { reader throws(LedgerError) in
                try reader.alerts(since: Timestamp(milliseconds: Int64.max)).filter { $0.resolvedAt == nil }
            }
        } catch {
            // Tried again until the ledger can be read; without one there is nothing to take up.
            if error.code == .notFound { state.withLock { $0.isRestored = true } }
            return
        }
        let now = clock()
        let gone = state.withLock { $0.takeUp(known, routes: routes, at: now) }
        for record in gone { told(record) }
    }

    func writeWaiting() async {
        while let record = state.withLock({ $0.unwritten.first }) {
            do { try await ledger.note(record) } catch { return }
            state.withLock { _ = $0.unwritten.removeFirst() }
        }
    }

    // MARK: Telling

    /// Names and summaries of those that fire now.
    public var firing: [AlertRecord] { state.withLock { $0.alerts.compactMap(\.record) } }

    /// Every alert as it stands, and those that were before.
    func overview() async -> AlertOverview {
        let statuses = state.withLock { state in state.alerts.map(Self.status) }
        // Without a ledger there is no history to tell.
        let history = try? await ledger.read { reader throws(LedgerError) in
            try reader.alerts(limit: Self.shownHistory)
        }
        return AlertOverview(alerts: statuses, history: history ?? [])
    }

    private static func status(_ watched: Watched) -> AlertOverview.Status {
        let (word, since): (String, Timestamp?) =
            switch watched.state {
            case .inactive: ("inactive", nil)
            case .pending(let since): ("pending", since)
            case .firing(let since): ("firing", watched.record?.firedAt ?? since)
            }
        return AlertOverview.Status(
            name: watched.section.name, condition: watched.section.window.condition.description,
            severity: watched.section.severity.rawValue, state: word, since: since, route: watched.record?.route,
            summary: watched.record?.summary ?? "")
    }
}

/// Every alert as it stands, and those that were before, newest first.
struct AlertOverview: Sendable, Encodable {
    struct Status: Sendable, Encodable {
        var name: String
        var condition: String
        var severity: String
        /// `inactive`, `pending` or `firing`.
        var state: String
        var since: Timestamp?
        var route: String?
        var summary: String
    }

    var alerts: [Status]
    var history: [AlertRecord]
}

extension AlertRecord {
    fileprivate func resolved(at time: Timestamp) -> AlertRecord {
        var resolved = self
        resolved.resolvedAt = time
        return resolved
    }
}
