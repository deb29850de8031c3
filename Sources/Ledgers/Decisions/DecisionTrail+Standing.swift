public import Traffic

/// Where rollouts stand is no part of the chain of hashes, and yet what is served: it is held against what the entries say.
extension DecisionTrail {
    /// Where the ledger says that rollouts stand.
    public struct Standing: Sendable, Equatable, Codable {
        /// One rollout.
        public struct Rollout: Sendable, Equatable, Codable {
            public var feature: String
            /// In percent.
            public var stage: Double
            public var phase: RolloutState.Phase

            public init(feature: String, stage: Double, phase: RolloutState.Phase) {
                self.feature = feature
                self.stage = stage
                self.phase = phase
            }
        }

        public var isHalted: Bool
        public var rollouts: [Rollout]

        public init(isHalted: Bool, rollouts: [Rollout]) {
            self.isHalted = isHalted
            self.rollouts = rollouts
        }

        private enum CodingKeys: String, CodingKey {
            case isHalted = "halted"
            case rollouts
        }
    }

    /// What does not fit between the entries and where rollouts stand.
    var standingFaults: [String] {
        guard let standing else { return [] }
        let account = DecisionAccount(entries)
        return account.faults + account.faults(of: standing)
    }
}

/// Where the entries that were carried out left each rollout.
private struct DecisionAccount {
    private struct Left {
        var number: Int
        var stage: Double
        /// The entry that rolled it back, while that holds.
        var rollback: Int?
    }

    private var rollouts: [String: Left] = [:]
    private var halt: (number: Int, isHalted: Bool)?
    /// What does not fit between one entry and the next.
    private(set) var faults: [String] = []

    init(_ entries: [SealedDecision]) {
        for entry in entries {
            // One that is no decision is a fault of the chain.
            guard let decision = try? entry.decision(), decision.refusal == nil else { continue }
            if let feature = decision.feature {
                take(decision, feature: feature, number: entry.number)
            } else {
                halt = (entry.number, decision.action == .halt)
            }
        }
    }

    private mutating func take(_ decision: DecisionRecord, feature: String, number: Int) {
        let before = rollouts[feature]
        // Below is no fault: what takes users back does not wait for a promotion that is just being written.
        if decision.action != .start, decision.from > before?.stage ?? 0 {
            let left = before.map { "where entry \($0.number) left it at \(Self.percent($0.stage))" }
            faults.append(
                "entry \(number) found \(feature) at \(Self.percent(decision.from)), "
                    + "\(left ?? "and no entry says how it came there")")
        }
        let rollback: Int? =
            switch decision.action {
            case .rollback: number
            case .configure, .restart: before?.rollback
            case .start, .promote, .pause, .resume, .halt: nil
            }
        rollouts[feature] = Left(number: number, stage: decision.to, rollback: rollback)
    }

    func faults(of standing: DecisionTrail.Standing) -> [String] {
        var faults = standing.rollouts.compactMap(fault)
        let known = Set(standing.rollouts.map(\.feature))
        for (feature, left) in rollouts.sorted(by: { $0.key < $1.key }) where !known.contains(feature) {
            faults.append(
                "entry \(left.number) left \(feature) at \(Self.percent(left.stage)), and the ledger does not say where "
                    + "it stands")
        }
        if standing.isHalted != halt?.isHalted ?? false {
            let state = standing.isHalted ? "everything is halted" : "nothing is halted"
            let entry = halt.map { "where entry \($0.number) \($0.isHalted ? "halted everything" : "ended that")" }
            faults.append("the ledger says that \(state), \(entry ?? "and no entry says so")")
        }
        return faults
    }

    private func fault(of rollout: DecisionTrail.Standing.Rollout) -> String? {
        let stands = "the ledger has \(rollout.feature) at \(Self.percent(rollout.stage))"
        guard let left = rollouts[rollout.feature] else { return "\(stands), and no entry says how it came there" }
        if rollout.stage != left.stage {
            return "\(stands), where entry \(left.number) left it at \(Self.percent(left.stage))"
        }
        let isRolledBack = rollout.phase == .rolledBack
        guard isRolledBack != (left.rollback != nil) else { return nil }
        guard let rollback = left.rollback else { return "\(stands) and rolled back, and no entry says so" }
        return "\(stands) and not rolled back, where entry \(rollback) rolled it back"
    }

    private static func percent(_ value: Double) -> String {
        let text = "\(value)"
        return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text) %"
    }
}
