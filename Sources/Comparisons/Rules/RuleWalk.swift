import JSONText

/// Follows all rules at once down a tree: a nondeterministic automaton whose states are (rule, segment reached).
///
/// The states of a place are a stretch of one stack, so that a walk allocates nothing once the stack has grown.
struct RuleWalk {
    /// The states of one place.
    struct Cursor {
        fileprivate var lower: Int
        fileprivate var upper: Int
        /// The rule inherited from further up that holds for everything here.
        var cover: Int32

        /// Whether no rule can hold here or anywhere under here.
        var isEmpty: Bool { lower == upper && cover == EffectiveRules.absent }
        /// Whether nothing but the inherited rule can hold here or under here.
        var isCoverOnly: Bool { lower == upper }
    }

    private struct State: Equatable {
        var rule: Int32
        var position: Int32
    }

    let program: RuleProgram
    private var states: ContiguousArray<State> = []

    init(_ program: RuleProgram) { self.program = program }

    /// The place of the whole tree.
    mutating func begin() -> Cursor {
        let lower = states.count
        for rule in program.rules.indices { add(State(rule: Int32(rule), position: 0), lower) }
        return Cursor(lower: lower, upper: states.count, cover: EffectiveRules.absent)
    }

    /// Forgets a place; places are left in the reverse order of entering.
    mutating func leave(_ cursor: Cursor) {
        if states.count > cursor.lower { states.removeLast(states.count - cursor.lower) }
    }

    /// The place one member further down.
    mutating func descend(_ cursor: Cursor, cover: Int32, _ tape: JSONTape, key: Int) -> Cursor {
        descend(cursor, cover) { segment in
            guard case .literal(let bytes, _) = segment else { return true }
            return tape.isString(key, bytes)
        }
    }

    /// The place one array element further down.
    mutating func descend(_ cursor: Cursor, cover: Int32, index: Int) -> Cursor {
        descend(cursor, cover) { segment in
            guard case .literal(_, let wanted) = segment else { return true }
            return wanted == index
        }
    }

    /// The place under a segment given as text.
    mutating func descend(_ cursor: Cursor, cover: Int32, segment text: String) -> Cursor {
        descend(cursor, cover) { segment in
            guard case .literal(let bytes, _) = segment else { return true }
            return text.utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) }
                ?? bytes.elementsEqual(text.utf8)
        }
    }

    private mutating func descend(
        _ cursor: Cursor, _ cover: Int32, fits: (RuleProgram.Segment) -> Bool
    ) -> Cursor {
        let lower = states.count
        for index in cursor.lower..<cursor.upper {
            let state = states[index]
            let segments = program.rules[Int(state.rule)].segments
            guard Int(state.position) < segments.count else { continue }
            let segment = segments[Int(state.position)]
            if segment == .anyNumber {
                add(state, lower)
            } else if fits(segment) {
                add(State(rule: state.rule, position: state.position + 1), lower)
            }
        }
        return Cursor(lower: lower, upper: states.count, cover: cover)
    }

    /// Adds a state, and those it reaches because `**` may stand for nothing.
    private mutating func add(_ state: State, _ lower: Int) {
        var state = state
        let segments = program.rules[Int(state.rule)].segments
        while true {
            guard !states[lower...].contains(state) else { return }
            states.append(state)
            guard Int(state.position) < segments.count, segments[Int(state.position)] == .anyNumber else { return }
            state.position += 1
        }
    }

    /// The rules that hold at a place.
    func effective(_ cursor: Cursor) -> EffectiveRules {
        guard !cursor.isEmpty else { return .none }
        var result = EffectiveRules()
        result.value = cursor.cover
        result.cover = cursor.cover
        result.coverOfPair = cursor.cover
        for index in cursor.lower..<cursor.upper {
            let state = states[index]
            let compiled = program.rules[Int(state.rule)]
            if Int(state.position) == compiled.segments.count { result.add(state.rule, compiled.rule.effect) }
            if Int(state.position) == compiled.anchor { result.hasAnchor = true }
        }
        return result
    }

    /// The rules whose place this is.
    func rules(at cursor: Cursor) -> [Int32] {
        states[cursor.lower..<cursor.upper].lazy
            .filter { Int($0.position) == program.rules[Int($0.rule)].segments.count }
            .map(\.rule)
    }

    /// The `rename` rules that have their two places under a place, the strongest first.
    func anchors(_ cursor: Cursor) -> [Int32] {
        states[cursor.lower..<cursor.upper]
            .filter { Int($0.position) == program.rules[Int($0.rule)].anchor }
            .map(\.rule)
            .sorted()
    }
}
