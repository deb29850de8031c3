public import Ledgers
public import Rollouts
import Traffic

extension RolloutSection {
    /// What the section says of the rollout's way.
    public var plan: RolloutPlan {
        RolloutPlan(
            policy: policy, stages: stages, isAutomatic: promotion == .automatic, freezes: freezes, hasGate: gate != nil
        )
    }
}

extension Configuration {
    /// What evidence is bound to under this configuration.
    public var evidenceIdentity: EvidenceIdentity {
        EvidenceIdentity(candidateVersion: candidate.version ?? "", fingerprint: fingerprint)
    }

    /// The probes that a rollout's gate asks for.
    func demands(of section: RolloutSection) -> [ProbeDemand] {
        section.probes.compactMap { name in
            probes.first { $0.name == name }.map {
                ProbeDemand(name: name, expectation: $0.expectation.description, interval: $0.interval)
            }
        }
    }

    /// The routes of a rollout whose operation may move at all: those that its share is measured on.
    func movingRoutes(of section: RolloutSection) -> [String] {
        routes.filter { route in
            guard section.policy.routes.contains(route.route.name) else { return false }
            return route.route.operation == .write ? section.policy.operations.write : section.policy.operations.read
        }.map(\.route.name)
    }
}

extension EvidenceUnit {
    /// The ledger's word for what a gate counts.
    public init(_ unit: Gate.EvidenceUnit) {
        switch unit {
        case .perDistinctRequest: self = .perDistinctRequest
        case .perUser: self = .perUser
        case .perRequest: self = .perRequest
        }
    }
}
