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

    fileprivate struct State: Equatable {
        var rule: Int32
        var position: Int32
    }

    /// What a walk finds at the body of an answer, where nearly all of them begin: every program knows it.
    struct Start: Sendable {
        static let key = "body"

        fileprivate let states: ContiguousArray<State>
        fileprivate let cover: Int32

        init(_ program: RuleProgram) {
            var walk = RuleWalk(program)
            let cursor = walk.begin(at: [Self.key])
            states = ContiguousArray(walk.states[cursor.lower..<cursor.upper])
            cover = cursor.cover
        }
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

    /// The place that keys lead to from the root of the whole tree.
    mutating func begin(at base: [String]) -> Cursor {
        var rest = base[...]
        var cursor: Cursor
        states.reserveCapacity(16)
        if base.first == Start.key, let start = program.bodyStart {
            states += start.states
            cursor = Cursor(lower: 0, upper: start.states.count, cover: start.cover)
            rest.removeFirst()
        } else {
            cursor = begin()
        }
        for segment in rest { cursor = descend(cursor, cover: effective(cursor).coverOfPair, segment: segment) }
        return cursor
    }

    /// Forgets a place; places are left in the reverse order of entering.
    mutating func leave(_ cursor: Cursor) {
        while states.count > cursor.lower { states.removeLast() }
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
            return text.utf8.withContiguousStorageIfAvailable { text in
                text.count == bytes.count && bytes.indices.allSatisfy { text[$0] == bytes[$0] }
            } ?? bytes.elementsEqual(text.utf8)
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
            if case .anyNumber = segment {
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
            for known in lower..<states.count where states[known] == state { return }
            states.append(state)
            guard Int(state.position) < segments.count, case .anyNumber = segments[Int(state.position)] else { return }
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
            let rule = Int(state.rule)
            if Int(state.position) == program.rules[rule].segments.count {
                result.add(state.rule, program.rules[rule].rule.effect)
            }
            if Int(state.position) == program.rules[rule].anchor { result.hasAnchor = true }
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
