import JSONText
import Traffic

extension TreeComparer {
    /// The way to what was found, where an outline is wanted.
    func outline() -> DocumentOutline? {
        guard options.limits.outlinedDifferences > 0 else { return nil }
        var builder = OutlineBuilder(legacy: legacy, limit: options.limits.outlinedDifferences)
        return builder.outline(of: collector, depth: options.base.count)
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
