import JSONText
import Traffic

extension TreeComparer {
    /// The way to what was found, where an outline is wanted.
    func outline() -> DocumentOutline? {
        guard options.limits.outlinedDifferences > 0 else { return nil }
        var builder = OutlineBuilder(
            legacy: legacy, candidate: candidate, limit: options.limits.outlinedDifferences)
        for (difference, trail) in zip(collector.differences, trails) { builder.add(difference, at: trail) }
        for (suppressed, trail) in zip(collector.suppressed, explainedTrails) {
            builder.addExplained(suppressed.difference.kind, at: trail)
        }
        return builder.outline
    }

    /// The rules whose place is in one of the trees, where an outline is wanted: one pass over each, at most.
    func reachedRules() -> Set<RuleName> {
        guard options.limits.outlinedDifferences > 0 else { return [] }
        var search = RuleSearch(walk.program)
        search.credit(collector)
        for tape in [legacy, candidate] where !search.isDone { search.look(in: tape, under: options.base) }
        return search.reached
    }
}
