import ControlPlane
import DataPlane
import Ledgers
import Rollouts
import Synchronization
import Traffic

/// What the admin listener tells of the running sidecar.
final class SidecarStatus: Sendable {
    private let proxy: ProxyServer
    private let queue: ComparisonQueue
    private let ledger: Ledger
    private let traffic: TrafficMetrics
    private let assignment: AssignmentSwitch
    private let control: ControlParts
    private let isDraining = Atomic<Bool>(false)

    init(
        proxy: ProxyServer,
        queue: ComparisonQueue,
        ledger: Ledger,
        metrics: TrafficMetrics,
        assignment: AssignmentSwitch,
        control: ControlParts
    ) {
        self.assignment = assignment
        self.control = control
        self.proxy = proxy
        self.queue = queue
        self.ledger = ledger
        traffic = metrics
    }

    func beginDraining() { isDraining.store(true, ordering: .relaxed) }

    func readiness() async -> Readiness {
        var warnings: [String] = []
        let health = ledger.health
        if case .countingInMemory(let since, let error) = health.state {
            warnings.append("the ledger is not written since \(since), counts are kept in memory: \(error)")
        }
        if !health.losses.isEmpty { warnings.append("the ledger lost records: \(health.losses)") }
        if proxy.isCircuitOpen {
            warnings.append(
                "the candidate's circuit breaker is open: legacy answers in its place, but for single requests that probe it"
            )
        }
        if queue.lost > 0 { warnings.append("\(queue.lost) exchanges could not even be counted") }
        warnings += await control.controller.warnings
        if control.notifier.lost > 0 {
            warnings.append("\(control.notifier.lost) alerts or decisions never reached a webhook")
        }
        return Readiness(isServing: !isDraining.load(ordering: .relaxed), warnings: warnings)
    }

    func metrics() -> String {
        let health = ledger.health
        var page = PrometheusPage()
        page.family("parallax_client_connections", "gauge", "Client connections open now.")
        page.sample("parallax_client_connections", [:], proxy.counters.openConnections)
        page.family("parallax_client_connections_total", "counter", "Client connections taken.")
        page.sample("parallax_client_connections_total", [:], proxy.counters.acceptedConnections)
        page.family("parallax_client_connections_refused_total", "counter", "Client connections over the limit.")
        page.sample("parallax_client_connections_refused_total", [:], proxy.counters.turnedAwayConnections)
        page.family("parallax_requests_refused_total", "counter", "Requests refused by the proxy itself.")
        page.sample("parallax_requests_refused_total", [:], proxy.counters.refusedRequests)
        page.family("parallax_copies_in_flight", "gauge", "Copies that wait or run now, and failed answers still read.")
        page.sample("parallax_copies_in_flight", [:], proxy.copiesInFlight)
        page.family("parallax_copies_shed_total", "counter", "Copies not sent, failed answers not read.")
        page.sample("parallax_copies_shed_total", [:], proxy.counters.shedCopies)
        page.family("parallax_controls_shed_total", "counter", "Second copies to legacy that were left out.")
        page.sample("parallax_controls_shed_total", [:], proxy.counters.shedControls)
        page.family("parallax_breaker_open", "gauge", "1 while promoted requests are kept from a failing candidate.")
        page.sample("parallax_breaker_open", [:], proxy.isCircuitOpen ? 1 : 0)
        page.family("parallax_breaker_opened_total", "counter", "Times that the candidate's circuit breaker opened.")
        page.sample("parallax_breaker_opened_total", [:], proxy.counters.circuitOpenings)
        page.family("parallax_breaker_skipped_total", "counter", "Promoted requests that the candidate was not asked.")
        page.sample("parallax_breaker_skipped_total", [:], proxy.counters.skippedRequests)
        let sides = Side.allCases.map { side in
            UpstreamMetrics.Sample(
                side: side, figures: proxy.upstreamFigures(side), failedLookups: proxy.failedLookups(side))
        }
        UpstreamMetrics.write(sides, to: &page)
        page.family("parallax_ledger_writing", "gauge", "1 while the ledger is written, 0 while counts stay in memory.")
        page.sample("parallax_ledger_writing", [:], health.state.isWriting ? 1 : 0)
        page.family("parallax_ledger_waiting", "gauge", "Comparisons counted and not yet written.")
        page.sample("parallax_ledger_waiting", [:], health.waiting)
        rollouts(to: &page)
        return page.text + traffic.text()
    }

    private func rollouts(to page: inout PrometheusPage) {
        let inForce = assignment.inForce
        page.family("parallax_halted", "gauge", "1 while nothing at all goes to the candidate.")
        page.sample("parallax_halted", [:], inForce.isHalted ? 1 : 0)
        page.family("parallax_rollout_percentage", "gauge", "The share of users that the candidate serves, 0 to 100.")
        for policy in inForce.policies {
            let isServing = policy.isEnabled && !policy.isRolledBack && !inForce.isHalted
            page.sample(
                "parallax_rollout_percentage", ["feature": policy.feature], isServing ? policy.percentage : 0)
        }
        page.family("parallax_rollout_rolled_back", "gauge", "1 while the rollout is rolled back.")
        for policy in inForce.policies {
            page.sample("parallax_rollout_rolled_back", ["feature": policy.feature], policy.isRolledBack ? 1 : 0)
        }
        page.family("parallax_alerts_firing", "gauge", "Alerts that fire now.")
        for severity in AlertSection.Severity.allCases.map(\.rawValue) {
            let count = control.alerts.firing.count { $0.severity == severity }
            page.sample("parallax_alerts_firing", ["severity": severity], count)
        }
        page.family("parallax_notices_lost_total", "counter", "Alerts and decisions that never reached a webhook.")
        page.sample("parallax_notices_lost_total", [:], control.notifier.lost)
    }
}

extension LedgerHealth.State {
    var isWriting: Bool { if case .countingInMemory = self { false } else { true } }
}
