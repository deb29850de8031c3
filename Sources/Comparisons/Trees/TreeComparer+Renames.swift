import JSONText
import Traffic

extension TreeComparer {
    /// Pairs what the `rename` rules that begin here move: legacy has it at the old place, the candidate at the new one.
    ///
    /// Where legacy itself has both places, or the candidate lacks the new one, members pair by their names as ever.
    @inline(never)
    mutating func beginRenames(_ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor) -> Int {
        let mark = renames.mark
        for rule in walk.anchors(cursor) {
            let compiled = walk.program.rules[Int(rule)]
            let source = compiled.rule.at.segments[compiled.anchor...]
            let target = compiled.target[compiled.anchor...]
            let base = path.candidateLocation(legacy, candidate) ?? path.location(legacy, candidate)
            var bindings: [String] = []
            forEachMatch(legacy, left, source, &bindings) { comparer, token, bindings in
                guard let segments = Self.bind(target, bindings),
                    comparer.legacy.value(at: segments, from: left) == nil,
                    let partner = comparer.candidate.value(at: segments, from: right)
                else { return }
                comparer.renames.add(
                    RenameTable.Target(
                        legacy: token, candidate: partner, rule: rule, location: base.segments + segments))
            }
        }
        return mark
    }

    /// Compares a value with the one that a `rename` paired it with; that it moved is itself a difference, explained.
    mutating func compareRenamed(_ left: Int, _ rename: RenameTable.Target, _ cursor: RuleWalk.Cursor) {
        path.pushAlias(rename.location)
        report(.missing, left, nil, rename.rule)
        compare(left, rename.candidate, cursor)
        path.popAlias()
    }

    /// Compares what was moved out of a subtree that the candidate does not have any more.
    mutating func compareRenamedInside(_ token: Int, _ cursor: RuleWalk.Cursor) {
        guard !legacy.isScalar(token) else { return }
        let rules = walk.effective(cursor)
        var child = token + 1
        var index = 0
        while child < legacy.next(token) {
            let segment: TreePath.Segment = legacy.kind(token) == .array ? .index(index) : .legacyKey(child)
            let value = segment.isKey ? child + 1 : child
            budget.step()
            path.push(segment)
            let place = descend(cursor, rules.cover, segment)
            if let rename = renames.target(ofLegacy: value) {
                compareRenamed(value, rename, place)
            } else {
                compareRenamedInside(value, place)
            }
            walk.leave(place)
            path.pop()
            child = legacy.next(value)
            index += 1
        }
    }

    /// Calls back with every value that a pattern without `**` fits, and with what its `*` stand for.
    private mutating func forEachMatch(
        _ tape: JSONTape,
        _ token: Int,
        _ pattern: ArraySlice<LocationPattern.Segment>,
        _ bindings: inout [String],
        _ body: (inout TreeComparer, Int, [String]) -> Void
    ) {
        guard let segment = pattern.first else { return body(&self, token, bindings) }
        switch segment {
        case .literal(let text):
            guard let child = tape.value(at: CollectionOfOne(text), from: token) else { return }
            forEachMatch(tape, child, pattern.dropFirst(), &bindings, body)
        case .any:
            guard !tape.isScalar(token) else { return }
            let isArray = tape.kind(token) == .array
            for (index, child) in (isArray ? tape.elements(token) : tape.keys(token)).enumerated() {
                budget.step()
                bindings.append(isArray ? String(index) : tape.string(child))
                forEachMatch(tape, isArray ? child : child + 1, pattern.dropFirst(), &bindings, body)
                bindings.removeLast()
            }
        case .anyNumber:
            return
        }
    }

    private static func bind(_ pattern: ArraySlice<LocationPattern.Segment>, _ bindings: [String]) -> [String]? {
        var next = bindings.makeIterator()
        var result: [String] = []
        for segment in pattern {
            switch segment {
            case .literal(let text): result.append(text)
            case .any:
                guard let binding = next.next() else { return nil }
                result.append(binding)
            case .anyNumber: return nil
            }
        }
        return result
    }
}
