import Comparisons
import ControlPlane
import Logging
import Rollouts
import Synchronization
import Traffic

/// The configuration in force: what a reload can exchange while requests run, and what takes a restart.
///
/// The comparison takes what is in force behind a lock that is held for as long as it takes to read a reference; the proxy's
/// event loops are handed their part.
final class LiveConfiguration: Sendable {
    /// What is exchanged at once.
    private final class Parts: Sendable {
        let configuration: Configuration
        let comparer: ExchangeComparer

        init(_ configuration: Configuration) {
            self.configuration = configuration
            comparer = configuration.comparer()
        }
    }

    private let parts: Mutex<Parts>

    init(_ configuration: Configuration) { parts = Mutex(Parts(configuration)) }

    func compare(_ exchange: Exchange) -> Comparison { parts.withLock { $0 }.comparer.compare(exchange) }

    /// Reads the file anew and takes it over, or keeps what is in force and says why.
    func reload(
        environment: [String: String], assignment: AssignmentSwitch, control: ControlParts, logger: Logger
    ) async {
        let current = parts.withLock { $0.configuration }
        let changed: Configuration
        do throws(ConfigurationErrors) {
            changed = try Configuration.load(
                path: current.path, environment: environment, asOf: SystemClock.now())
        } catch {
            for problem in error.problems { logger.error("\(problem)") }
            logger.error("the configuration was not reloaded: the old one stays in force")
            return
        }
        guard changed.proxy == current.proxy, changed.ledger == current.ledger,
            changed.admin.listen == current.admin.listen
        else {
            logger.error(
                """
                the configuration was not reloaded: listen, limits, upstreams, mirror limits, fallback, breaker, routes' matching, \
                ledger and admin.listen take a restart; the old one stays in force
                """
            )
            return
        }
        await use(changed, assignment, control)
        let shares = assignment.inForce.policies
            .map { "\($0.feature) at \($0.isRolledBack ? "0" : DecimalText.describe($0.percentage)) %" }
        logger.info(
            "the configuration was reloaded: \(shares.isEmpty ? "no rollouts" : shares.joined(separator: ", "))")
    }
    /// Lets rules go whose time is over: what they hid is a difference from now on, and evidence begins anew.
    func expireRules(at now: Timestamp, assignment: AssignmentSwitch, control: ControlParts, logger: Logger) async {
        let current = parts.withLock { $0.configuration }
        guard let expiry = current.nextExpiry, expiry <= now else { return }
        var changed = current
        changed.asOf = now
        logger.notice("a rule has expired (until \(expiry)), and hides nothing any more; evidence begins anew")
        await use(changed, assignment, control)
    }

    private func use(_ changed: Configuration, _ assignment: AssignmentSwitch, _ control: ControlParts) async {
        parts.withLock { $0 = Parts(changed) }
        assignment.use(changed)
        await control.use(changed)
    }
}
