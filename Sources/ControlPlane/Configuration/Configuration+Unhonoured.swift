import Rollouts
import Traffic

extension Configuration {
    /// What the configuration asks for and this version does not do, one sentence each.
    ///
    /// Nobody may rely on an alarm that never rings: `check` and `serve` say these out loud.
    public var unhonoured: [String] {
        var sentences: [String] = []
        for section in routes where !section.effects.isEmpty {
            sentences.append("effects on route \(section.route.name): no rows are compared")
        }
        for rollout in rollouts {
            let feature = rollout.policy.feature
            if rollout.promotion == .automatic {
                sentences.append("promotion of \(feature): only a changed rolloutPercentage and a reload move it")
            }
            if !rollout.rollbackConditions.isEmpty {
                sentences.append("rollbackWhen of \(feature): nothing is rolled back by itself")
            }
            if !rollout.probes.isEmpty {
                sentences.append("probes of \(feature): none is run, so its gate cannot pass")
            }
        }
        if !alerts.isEmpty { sentences.append("alerts: none is raised") }
        if !notify.isEmpty { sentences.append("notify: nothing is sent") }
        if !admin.tokens.isEmpty {
            sentences.append("admin.tokens: the admin listener only shows, it takes no commands")
        }
        return sentences
    }
}
