import JSONText
import Traffic

/// Finds which rules have a place in a document: one that has none is misspelt, or of no use any more.
struct RuleSearch {
    private var walk: RuleWalk
    private(set) var reached: Set<RuleName> = []
    private var names: [RuleName]
    private var isReached: [Bool]

    init(_ program: RuleProgram) {
        walk = RuleWalk(program)
        names = program.rules.map { RuleName($0.rule) }
        isReached = names.map { _ in false }
    }

    /// Whether nothing is left to be found.
    var isDone: Bool { isReached.allSatisfy(\.self) }

    /// Takes those for reached that have explained something.
    mutating func credit(_ collector: DifferenceCollector) {
        let used = Set(collector.suppressed.map { RuleName(rule: $0.rule, at: $0.ruleAt) })
            .union(collector.omittedSuppressed.keys)
        for (index, name) in names.enumerated() where used.contains(name) { mark(index) }
    }

    mutating func look(in tape: JSONTape, under base: [String]) {
        var cursor = walk.begin()
        mark(cursor)
        for segment in base {
            cursor = walk.descend(cursor, cover: EffectiveRules.absent, segment: segment)
            mark(cursor)
        }
        look(in: tape, JSONTape.root, cursor)
    }

    private mutating func look(in tape: JSONTape, _ token: Int, _ cursor: RuleWalk.Cursor) {
        guard !cursor.isEmpty, !isDone, !tape.isScalar(token) else { return }
        let isObject = tape.kind(token) == .object
        var child = token + 1
        var index = 0
        while child < tape.next(token) {
            let value = isObject ? child + 1 : child
            let place =
                isObject
                ? walk.descend(cursor, cover: EffectiveRules.absent, tape, key: child)
                : walk.descend(cursor, cover: EffectiveRules.absent, index: index)
            mark(place)
            look(in: tape, value, place)
            walk.leave(place)
            child = tape.next(value)
            index += 1
        }
    }

    private mutating func mark(_ cursor: RuleWalk.Cursor) {
        for rule in walk.rules(at: cursor) { mark(Int(rule)) }
    }

    private mutating func mark(_ index: Int) {
        guard !isReached[index] else { return }
        isReached[index] = true
        reached.insert(names[index])
    }
}
