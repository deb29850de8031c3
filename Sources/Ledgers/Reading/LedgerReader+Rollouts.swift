public import Traffic

/// Rollouts and what is noted about them.
extension LedgerReader {
    /// Where every rollout stands that was ever seen.
    public func rollouts() throws(LedgerError) -> RolloutMemory { try read { try RolloutReading.memory($0) } }

    /// The whole audit trail, as it is kept.
    public func trail() throws(LedgerError) -> DecisionTrail { try read { try RolloutReading.trail($0) } }

    /// Decisions, the newest first.
    ///
    /// - Parameters:
    ///   - feature: Those about one rollout, and those about all at once.
    ///   - since: Those from this moment on.
    ///   - limit: At most so many.
    public func decisions(
        feature: String? = nil, since: Timestamp? = nil, limit: Int = 100
    ) throws(LedgerError) -> [DecisionRecord] {
        try read { try RolloutReading.decisions($0, feature: feature, since: since, limit: limit) }
    }

    /// Alerts that fire, and then those that did, the newest first.
    ///
    /// - Parameter since: Of those that are resolved, the ones that were from this moment on.
    public func alerts(since: Timestamp? = nil, limit: Int = 100) throws(LedgerError) -> [AlertRecord] {
        try read { try RolloutReading.alerts($0, since: since, limit: limit) }
    }

    /// What each probe said last.
    public func probes() throws(LedgerError) -> [ProbeRecord] { try read { try RolloutReading.probes($0) } }

    /// How many requests of some routes a rollout's attempt saw, and how many of them the candidate served.
    public func served(_ state: RolloutState, routes: [String]) throws(LedgerError) -> ServedCount {
        try read { database in
            var scopes: [EpochKey: Int] = [:]
            for key in state.scopes(of: routes) { scopes[key] = state.attempt }
            return try RolloutReading.served(database, in: scopes)
        }
    }
}
