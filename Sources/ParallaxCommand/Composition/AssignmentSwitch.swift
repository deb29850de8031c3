import ControlPlane
import DataPlane
import Rollouts
import Synchronization
import Traffic

/// What assigns requests to sides: made anew whenever the configuration or what is in force of the rollouts changes, and handed
/// to the proxy's event loops.
final class AssignmentSwitch: Sendable {
    private struct State {
        var configuration: Configuration
        var inForce: RolloutsInForce
        var proxy: ProxyServer?
    }

    private let state: Mutex<State>

    /// Until the controller says more, legacy serves everybody.
    init(_ configuration: Configuration) {
        let held = configuration.rollouts.map { section in
            var policy = section.policy
            policy.isRolledBack = true
            return policy
        }
        state = Mutex(
            State(
                configuration: configuration,
                inForce: RolloutsInForce(policies: held, isHalted: configuration.isKillSwitchOn)))
    }

    var assigner: RolloutAssigner { state.withLock { $0.configuration.assigner($0.inForce) } }

    /// What is in force now, for whoever tells of it.
    var inForce: RolloutsInForce { state.withLock { $0.inForce } }

    /// The proxy follows from now on.
    func attach(_ proxy: ProxyServer) { change { $0.proxy = proxy } }

    /// Where a rollout is resumed that was rolled back, an open circuit breaker is closed: what it keeps from the candidate would
    /// count as the failure of one that is mended. So it is where the ledger can be read again, before which all are held.
    func use(_ inForce: RolloutsInForce) {
        change { state in
            let held = Set(state.inForce.policies.filter(\.isRolledBack).map(\.feature))
            if inForce.policies.contains(where: { !$0.isRolledBack && held.contains($0.feature) }) {
                state.proxy?.closeCircuit()
            }
            state.inForce = inForce
        }
    }

    func use(_ configuration: Configuration) { change { $0.configuration = configuration } }

    /// Handed on under the lock, so that no older one comes after a newer one.
    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            state.proxy?.use(state.configuration.assigner(state.inForce))
        }
    }
}
