import JSONText
import Traffic

extension TreeComparer {
    /// The rule that explains why a subtree stands on one side only: all its leaves must be explained, and the rule is the
    /// first leaf's.
    mutating func absenceRule(_ token: Int, _ side: Side, _ cursor: RuleWalk.Cursor, isMember: Bool) -> Int32? {
        if let rename = renames.rule(of: token, side) { return rename }
        if cursor.isEmpty, renames.isEmpty { return nil }
        budget.step()
        let rules = walk.effective(cursor)
        if cursor.isCoverOnly, rules.cover != EffectiveRules.absent { return rules.cover }
        let tape = side == .legacy ? legacy : candidate
        guard !tape.isScalar(token), !tape.isEmptyContainer(token) else {
            return leafAbsenceRule(tape, token, rules, isMember: isMember)
        }
        var first: Int32?
        var child = token + 1
        var index = 0
        while child < tape.next(token) {
            let segment: TreePath.Segment =
                tape.kind(token) == .array ? .index(index) : side == .legacy ? .legacyKey(child) : .candidateKey(child)
            let place = descend(cursor, rules.cover, segment)
            let value = segment.isKey ? child + 1 : child
            let rule = absenceRule(value, side, place, isMember: segment.isKey)
            walk.leave(place)
            guard let rule else { return nil }
            first = first ?? rule
            child = tape.next(value)
            index += 1
        }
        return first
    }

    private func leafAbsenceRule(
        _ tape: JSONTape, _ token: Int, _ rules: EffectiveRules, isMember: Bool
    ) -> Int32? {
        if rules.absenceRule != EffectiveRules.absent { return rules.absenceRule }
        guard isMember, rules.nullEqualsMissing != EffectiveRules.absent else { return nil }
        let value = ScalarRelaxation(program: walk.program, rules: rules).normalised(ScalarValue(tape, token))
        guard case .null = value else { return nil }
        return rules.nullEqualsMissing
    }
}
