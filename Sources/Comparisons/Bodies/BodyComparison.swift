import JSONText
import NIOCore
import Traffic

/// Compares the bodies of two answers, in the form that they are in.
struct BodyComparison {
    let legacy: Answer
    let candidate: Answer
    let rules: RuleSet
    let redaction: Redaction?
    let limits: ComparisonLimits

    private(set) var collector: DifferenceCollector
    private(set) var steps = 0
    private(set) var isApproximate = false
    /// Where one was asked for, and something differs.
    private(set) var outline: DocumentOutline?
    /// Where an outline was asked for.
    private(set) var reachedRules: Set<RuleName> = []

    private static let location = Location(["body"])

    init(legacy: Answer, candidate: Answer, rules: RuleSet, redaction: Redaction?, limits: ComparisonLimits) {
        self.legacy = legacy
        self.candidate = candidate
        self.rules = rules
        self.redaction = redaction
        self.limits = limits
        collector = DifferenceCollector(limit: limits.differences)
    }

    mutating func compare() {
        if legacy.body == candidate.body { return findRules() }
        let types = (
            MediaType(legacy.head), MediaType(candidate.head)
        )
        if isEncoded(legacy) || isEncoded(candidate) {
            compareBytes()
        } else if legacy.body.readableBytes == 0 || candidate.body.readableBytes == 0 {
            compareWithNothing(types)
        } else if types.0 == .json || types.1 == .json {
            if types.0.mayBeJSON, types.1.mayBeJSON, compareDifferingRun() { return }
            compareDeclaredJSON(types)
        } else if types.0.mayBeJSON, types.1.mayBeJSON, let left = container(legacy), let right = container(candidate) {
            compareTrees(left, right)
        } else if types.0 != .other, types.1 != .other, types.0 == .text || types.1 == .text {
            compareLines()
        } else {
            compareBytes()
        }
    }

    /// Where an outline is wanted, also of what is equal it is of interest which rules speak.
    private mutating func findRules() {
        guard limits.outlinedDifferences > 0, let tape = container(legacy) else { return }
        var search = RuleSearch(rules.program)
        search.look(in: tape, under: Self.location.segments)
        reachedRules = search.reached
    }

    private func isEncoded(_ answer: Answer) -> Bool {
        answer.head.withValue(of: "content-encoding") { coding in
            coding.map { !ASCIIWord($0).equals("identity") } ?? false
        }
    }

    private func tape(_ answer: Answer) throws(JSONError) -> JSONTape {
        try JSONTape(parsing: answer.body.withUnsafeReadableBytes { Array($0) })
    }

    /// The body as a JSON object or array, where it is one.
    private func container(_ answer: Answer) -> JSONTape? {
        guard let tape = try? tape(answer), !tape.isScalar(JSONTape.root) else { return nil }
        return tape
    }

    mutating func compareTrees(_ left: JSONTape, _ right: JSONTape, under base: [String] = []) {
        var comparer = TreeComparer(
            legacy: left, candidate: right, rules: rules,
            options: TreeComparer.Options(base: Self.location.segments + base, redaction: redaction, limits: limits))
        comparer.compareRoots()
        collector.absorb(comparer.collector)
        steps += comparer.budget.steps
        isApproximate = isApproximate || comparer.budget.wasExceeded
        outline = comparer.outline()
        outline?.name = .member("body")
        reachedRules = comparer.reachedRules()
    }

    /// One side at least says that its body is JSON.
    private mutating func compareDeclaredJSON(_ types: (MediaType, MediaType)) {
        let left = Decoded(legacy, types.0)
        let right = Decoded(candidate, types.1)
        switch (left, right) {
        case (.json(let first), .json(let second)): compareTrees(first, second)
        case (.broken, _), (_, .broken): reportWhole(.undecodable, fragment(left), fragment(right))
        default: reportWhole(.typeChanged, fragment(left), fragment(right))
        }
    }

    /// What a body is when the other side's is said to be JSON.
    private enum Decoded {
        case json(JSONTape)
        /// It says JSON and is none.
        case broken(JSONError)
        /// It does not say JSON, and is none.
        case foreign(Answer)

        init(_ answer: Answer, _ type: MediaType) {
            do throws(JSONError) {
                let tape = try JSONTape(parsing: answer.body.withUnsafeReadableBytes { Array($0) })
                let isMeant = type == .json || type.mayBeJSON && !tape.isScalar(JSONTape.root)
                self = isMeant ? .json(tape) : .foreign(answer)
            } catch {
                self = type == .json ? .broken(error) : .foreign(answer)
            }
        }
    }

    private func fragment(_ decoded: Decoded) -> JSONFragment {
        switch decoded {
        case .json(let tape): fragment(tape)
        case .broken(let error): JSONFragment(string: "‹not JSON: \(error)›")
        case .foreign(let answer): JSONFragment(string: "‹not JSON: \(RedactedValue.count(answer.bodyLength, "byte"))›")
        }
    }

    private func fragment(_ tape: JSONTape) -> JSONFragment {
        var writer = FragmentWriter(tape, at: [Self.location], redaction: redaction, limit: limits.fragmentBytes)
        return writer.fragment(JSONTape.root)
    }

    /// One side has no body at all.
    private mutating func compareWithNothing(_ types: (MediaType, MediaType)) {
        let isMissing = candidate.body.readableBytes == 0
        let answer = isMissing ? legacy : candidate
        let fragment =
            if (isMissing ? types.0 : types.1).mayBeJSON, let tape = try? tape(answer) {
                fragment(tape)
            } else {
                JSONFragment(string: "‹\(RedactedValue.count(answer.bodyLength, "byte"))›")
            }
        reportWhole(isMissing ? .missing : .added, isMissing ? fragment : nil, isMissing ? nil : fragment)
    }

    private mutating func compareLines() {
        guard let left = LiftedText.json(legacy.body), let right = LiftedText.json(candidate.body),
            let leftTape = try? JSONTape(parsing: left), let rightTape = try? JSONTape(parsing: right)
        else { return compareBytes() }
        compareTrees(leftTape, rightTape)
    }

    /// Compares bodies that cannot be read: length, hash, and where they part.
    private mutating func compareBytes() {
        let left = legacy.body.readableBytesView
        let right = candidate.body.readableBytesView
        let parting = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let offset = parting ?? min(left.count, right.count)
        func describe(_ answer: Answer) -> JSONFragment {
            let hash = answer.body.withUnsafeReadableBytes { StableHash.of($0) }
            let digits = String(hash, radix: 16)
            let size = RedactedValue.count(answer.body.readableBytes, "byte")
            return JSONFragment(string: "‹\(size), XXH64 \(digits), first difference at byte \(offset)›")
        }
        reportWhole(.changed, describe(legacy), describe(candidate))
    }

    /// Takes down one difference for the whole body, unless a rule holds for all of it.
    private mutating func reportWhole(_ kind: Difference.Kind, _ left: JSONFragment?, _ right: JSONFragment?) {
        var walk = RuleWalk(rules.program)
        let root = walk.begin()
        let body = walk.descend(root, cover: walk.effective(root).cover, segment: "body")
        let cover = walk.effective(body).cover
        let difference = Difference(
            at: Self.location, kind: kind, legacy: left, candidate: right, generalisedLocation: Self.location)
        let rule = cover == EffectiveRules.absent ? nil : walk.program[cover]
        collector.add(difference, explainedBy: rule)
        guard limits.outlinedDifferences > 0 else { return }
        if let rule {
            reachedRules.insert(RuleName(rule))
        } else {
            outline = DocumentOutline(name: .member("body"), shape: .value, differences: [difference])
        }
    }
}
