import JSONText
import Traffic

/// Compares two JSON trees under rules, and collects where they differ.
///
/// Work is in proportion to the input, but for the alignment of arrays, which has a bound of its own.
struct TreeComparer {
    /// What differs from one use to another.
    struct Options {
        /// Where the trees' roots are.
        var base: [String]
        var redaction: Redaction?
        var limits: ComparisonLimits
        /// Whether an array is one value that differs as a whole, as with repeated header fields.
        var hasAtomicArrays = false
    }

    let legacy: JSONTape
    let candidate: JSONTape
    let options: Options
    var walk: RuleWalk
    var path: TreePath
    var collector: DifferenceCollector
    var budget: WorkBudget
    var digests = DigestCache()
    var renames = RenameTable()
    var trial = Trial()
    /// How many of the arrays that the walk is inside of were paired by position, past the bound on work.
    var positionDepth = 0
    /// What has moved in the array whose order is about to be reported.
    var orderChange: OrderChange?
    /// Where an outline is wanted: the way to each difference that the collector kept, and to each that a rule explains.
    private(set) var trails: [[TreePath.Segment]] = []
    private(set) var explainedTrails: [[TreePath.Segment]] = []
    private var verdicts = TrialVerdicts()
    private var equality = JSONEquality()

    /// A comparison that only asks whether two values are equal under the rules.
    struct Trial {
        var depth = 0
        var hasFailed = false
    }

    /// What trials found, by pair of tokens.
    private struct TrialVerdicts {
        private var known: [UInt64: Bool] = [:]

        subscript(_ left: Int, _ right: Int) -> Bool? {
            get { known.isEmpty ? nil : known[Self.key(left, right)] }
            set { known[Self.key(left, right)] = newValue }
        }

        private static func key(_ left: Int, _ right: Int) -> UInt64 { UInt64(left) << 32 | UInt64(right) }
    }

    init(legacy: JSONTape, candidate: JSONTape, rules: RuleProgram, options: Options) {
        self.legacy = legacy
        self.candidate = candidate
        self.options = options
        walk = RuleWalk(rules)
        path = TreePath(base: options.base)
        collector = DifferenceCollector(limit: options.limits.differences)
        budget = WorkBudget(limit: options.limits.alignmentSteps)
    }

    /// Compares the trees from their roots.
    ///
    /// - Parameter areKnownToDiffer: Whether it would be of no use to look first whether the trees are equal.
    mutating func compareRoots(areKnownToDiffer: Bool = false) {
        let cursor = walk.begin(at: options.base)
        if areKnownToDiffer {
            compareDiffering(JSONTape.root, JSONTape.root, cursor)
        } else {
            compare(JSONTape.root, JSONTape.root, cursor)
        }
    }

    /// Whether the outcome of the running trial is known, so that going on is of no use.
    var isDecided: Bool { trial.depth > 0 && (trial.hasFailed || budget.isExhausted) }

    mutating func compare(_ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor) {
        if !isSettled(left, right) { compareDiffering(left, right, cursor) }
    }

    /// Whether there is nothing to say about two values: they are equal, or what a trial is to find is known.
    mutating func isSettled(_ left: Int, _ right: Int) -> Bool {
        if isDecided { return true }
        if trial.depth > 0 {
            budget.align(1)
            if let verdict = verdicts[left, right] {
                if !verdict { trial.hasFailed = true }
                return true
            }
        } else {
            budget.step()
        }
        return areEqual(left, right)
    }

    /// Whether two values are equal, whatever the rules; `false` where a `rename` may pair what is inside of them.
    mutating func areEqual(_ left: Int, _ right: Int) -> Bool {
        guard renames.isClear(left..<legacy.next(left), right..<candidate.next(right)) else { return false }
        let areEqual: Bool
        let taken: Int
        if legacy.isScalar(left), candidate.isScalar(right) {
            areEqual = legacy.isSameScalar(left, candidate, right)
            taken = 1
        } else {
            let before = equality.steps
            areEqual = equality.areEqual(legacy, left, candidate, right)
            taken = equality.steps - before
        }
        if trial.depth > 0 { budget.align(taken) } else { budget.step(taken) }
        return areEqual
    }

    /// Compares two values that are not known to be equal.
    mutating func compareDiffering(_ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor) {
        let rules = walk.effective(cursor)
        switch (legacy.kind(left), candidate.kind(right)) {
        case (.object, .object): compareObjects(left, right, cursor, rules)
        case (.array, .array): compareArrays(left, right, cursor, rules)
        default: compareScalars(left, right, rules)
        }
    }

    // Not inlined, so that the frames of the recursion stay small.
    @inline(never)
    private mutating func compareScalars(_ left: Int, _ right: Int, _ rules: EffectiveRules) {
        // Where a rename may pair something, they have not been looked at yet.
        if !renames.isEmpty, legacy.isSameScalar(left, candidate, right) { return }
        var rule: Int32?
        if rules.isValueCovered {
            rule = rules.value
        } else {
            let relaxation = ScalarRelaxation(program: walk.program, rules: rules)
            rule = relaxation.explanation(ScalarValue(legacy, left), ScalarValue(candidate, right))
        }
        if isStatusOfOtherClass(left, right), let found = rule, walk.program[found].effect == .type { rule = nil }
        let isSameType = Self.type(legacy.kind(left)) == Self.type(candidate.kind(right))
        report(isSameType || options.hasAtomicArrays ? .changed : .typeChanged, left, right, rule)
    }

    /// Whether two numbers are status codes of different classes (RFC 9110 §15: the first digit), which is what a status code
    /// has for a type. In a head the status is the only number right under the root.
    private func isStatusOfOtherClass(_ left: Int, _ right: Int) -> Bool {
        guard options.hasAtomicArrays, path.depth == 1, legacy.kind(left) == .number, candidate.kind(right) == .number
        else { return false }
        return legacy.bytes[legacy.range(left).lowerBound] != candidate.bytes[candidate.range(right).lowerBound]
    }

    /// The type of a kind, the two booleans being one.
    private static func type(_ kind: JSONToken.Kind) -> JSONToken.Kind { kind == .false ? .true : kind }

    /// Whether two values are equal under the rules; `false` also where the bound on work is passed first.
    ///
    /// Verdicts are kept: an element of an array inside of an array is tried on each level, and that would double with
    /// every level.
    mutating func isEquivalent(_ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor) -> Bool {
        if let verdict = verdicts[left, right] { return verdict }
        let outer = trial
        trial = Trial(depth: outer.depth + 1, hasFailed: false)
        compare(left, right, cursor)
        let isEquivalent = !trial.hasFailed && !budget.isExhausted
        trial = outer
        if isEquivalent || !budget.isExhausted { verdicts[left, right] = isEquivalent }
        return isEquivalent
    }

    /// Takes down a difference at the place where the walk stands, or fails the running trial.
    @inline(never)
    mutating func report(_ kind: Difference.Kind, _ left: Int?, _ right: Int?, _ rule: Int32?) {
        guard trial.depth == 0 else {
            if rule == nil { trial.hasFailed = true }
            return
        }
        guard collector.hasRoom(suppressed: rule != nil) else {
            return collector.omit(kind, explainedBy: rule.map { walk.program.name(of: $0) })
        }
        if let rule, !options.limits.describesSuppressed { return collector.add(explainedBy: rule) }
        let location = path.location(legacy, candidate)
        let other = path.candidateLocation(legacy, candidate)
        // The values of what a rule explains are shown nowhere.
        let isShown = rule == nil
        let relation = isShown ? left.flatMap { left in right.flatMap { redactedRelation(left, $0) } } : nil
        func fragment(_ tape: JSONTape, _ token: Int) -> JSONFragment {
            var writer = FragmentWriter(
                tape, at: [location] + (other.map { [$0] } ?? []), redaction: options.redaction,
                limit: options.limits.fragmentBytes, relation: relation)
            return writer.fragment(token)
        }
        let shown = options.redaction == nil ? location : Self.masked(location)
        let difference = Difference(
            at: shown,
            kind: kind,
            legacy: isShown ? left.map { fragment(legacy, $0) } : nil,
            candidate: isShown ? right.map { fragment(candidate, $0) } : nil,
            generalisedLocation: Signature.generalise(shown),
            classes: isShown ? classes(kind, left, right) : [],
            order: kind == .reordered ? orderChange : nil,
            isApproximate: positionDepth > 0
        )
        collector.add(difference, explainedBy: rule.map { walk.program.name(of: $0) })
        guard options.limits.outlinedDifferences > 0 else { return }
        if isShown { trails.append(path.segments) } else { explainedTrails.append(path.segments) }
    }

    private func classes(_ kind: Difference.Kind, _ left: Int?, _ right: Int?) -> [ValueClass] {
        guard kind == .changed || kind == .typeChanged, let left, let right else { return [] }
        return ValueClassifier.classes(legacy, left, candidate, right)
    }

    /// The location with e-mail addresses in keys masked.
    private static func masked(_ location: Location) -> Location {
        guard location.segments.contains(where: { EmailMask.mayContain($0.utf8) }) else { return location }
        return Location(location.segments.map { EmailMask.masked($0) ?? $0 })
    }

    private func redactedRelation(_ left: Int, _ right: Int) -> String? {
        guard options.redaction != nil, legacy.kind(left) == .string, candidate.kind(right) == .string else {
            return nil
        }
        return RedactedValue.relation(legacy.string(left), candidate.string(right))
    }
}
