public import Traffic

extension ComparisonDocument {
    /// Puts together what `parallax compare` shows.
    ///
    /// - Parameters:
    ///   - result: Of a comparison that had an outline made.
    ///   - rules: Those it was made under.
    ///   - parts: What was compared of an answer, such as `body`: rules that begin elsewhere are outside.
    public init(
        _ result: ComparisonResult,
        rules: RuleSet,
        parts: Set<String>,
        legacyName: String,
        candidateName: String
    ) {
        var suppressed = result.omittedSuppressed
        for difference in result.suppressed {
            suppressed[RuleName(rule: difference.rule, at: difference.ruleAt), default: 0] += 1
        }
        var counts = result.omittedKinds
        for difference in result.differences { counts[difference.kind, default: 0] += 1 }
        let uses = RuleUses(suppressed: suppressed, reached: result.reachedRules, parts: parts)
        self.init(
            legacyName: legacyName,
            candidateName: candidateName,
            outcome: result.hasFault ? .incomparable(.comparerFault) : result.isMatch ? .match : .mismatch,
            differences: result.differences,
            counts: counts,
            suppressed: result.suppressed,
            rules: uses.uses(of: rules),
            isApproximate: result.isApproximate,
            outline: result.outline
        )
    }
}

/// What each rule did in one comparison.
private struct RuleUses {
    let suppressed: [RuleName: Int]
    let reached: Set<RuleName>
    let parts: Set<String>

    /// Rules that are written twice share one entry.
    func uses(of rules: RuleSet) -> [ComparisonDocument.RuleUse] {
        var seen: Set<RuleName> = []
        let working = rules.rules.filter { seen.insert(RuleName($0)).inserted }.map { use(of: $0) }
        return working + rules.expired.map { use(of: $0, isExpired: true) }
    }

    private func use(of rule: Rule, isExpired: Bool = false) -> ComparisonDocument.RuleUse {
        let name = RuleName(rule)
        return ComparisonDocument.RuleUse(
            at: name.at,
            rule: name.rule,
            suppressed: isExpired ? 0 : suppressed[name] ?? 0,
            state: isExpired ? .expired : reached.contains(name) ? .applied : isOutside(rule) ? .outside : .unmatched,
            reason: rule.reason,
            until: rule.until
        )
    }

    private func isOutside(_ rule: Rule) -> Bool {
        guard case .literal(let part) = rule.at.segments.first else { return false }
        return !parts.contains(part)
    }
}
