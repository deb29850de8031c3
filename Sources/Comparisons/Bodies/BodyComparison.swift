import JSONText
import NIOCore
import Traffic

/// Compares the bodies of two answers, in the form that they are in.
///
/// What is the same octet by octet is equal and never looked into. All else is decoded (``BodyContent``), then written as a
/// tree where it has one, so that rules, locations, redaction and signatures are the same for every form.
struct BodyComparison {
    private let answers: (legacy: Answer, candidate: Answer)
    let rules: RuleProgram
    let redaction: Redaction?
    let limits: ComparisonLimits

    private(set) var collector: DifferenceCollector
    private(set) var steps = 0
    private(set) var isApproximate = false
    /// Where one was asked for, and something differs.
    private(set) var outline: DocumentOutline?
    /// Where an outline was asked for.
    private(set) var reachedRules: Set<RuleName> = []

    static let location = Location(["body"])

    init(legacy: Answer, candidate: Answer, rules: RuleSet, redaction: Redaction?, limits: ComparisonLimits) {
        answers = (legacy, candidate)
        self.rules = rules.program
        self.redaction = redaction
        self.limits = limits
        collector = DifferenceCollector(limit: limits.differences)
    }

    mutating func compare() {
        if answers.legacy.body == answers.candidate.body { return findRules() }
        switch (content(answers.legacy), content(answers.candidate)) {
        case (.success(let left), .success(let right)): compare(left, right)
        case (let left, let right): reportWhole(.undecodable, fragment(left), fragment(right))
        }
    }

    private func content(_ answer: Answer) -> Result<BodyContent, BodyFailure> {
        do throws(BodyFailure) {
            return .success(try BodyContent(answer, limits: limits))
        } catch {
            return .failure(error)
        }
    }

    private mutating func compare(_ left: BodyContent, _ right: BodyContent) {
        // Decoded, different octets may show the same.
        if left.isDecoded || right.isDecoded, left.body == right.body { return }
        if left.isEmpty || right.isEmpty {
            compareWithNothing(left, right)
        } else if left.type == .json || right.type == .json {
            if left.type.mayBeJSON, right.type.mayBeJSON, compareDifferingRun(left, right) { return }
            compareDeclaredJSON(left, right)
        } else if left.type.mayBeJSON, right.type.mayBeJSON,
            let leftTape = left.undeclaredJSON, let rightTape = right.undeclaredJSON
        {
            compareTrees(leftTape, rightTape)
        } else {
            switch MediaType.shared(left.type, right.type) {
            case .jsonLines, .form, .multipart, .html, .xml: compareDocuments(left, right)
            case .json, .text, .absent: compareLines(left, right)
            case .other: compareBytes(left, right)
            }
        }
    }

    /// Where an outline is wanted, also of what is equal it is of interest which rules speak.
    private mutating func findRules() {
        guard limits.outlinedDifferences > 0, case .success(let content) = content(answers.legacy),
            let tape = content.undeclaredJSON
        else { return }
        var search = RuleSearch(rules)
        search.look(in: tape, under: Self.location.segments)
        reachedRules = search.reached
    }

    /// - Parameter showsValues: Whether values are shown where redaction does not forbid it; else none is where there is any
    ///   redaction.
    mutating func compareTrees(
        _ left: JSONTape, _ right: JSONTape, under base: [String] = [], showsValues: Bool = true
    ) {
        var comparer = TreeComparer(
            legacy: left, candidate: right, rules: rules,
            options: TreeComparer.Options(
                base: Self.location.segments + base,
                redaction: showsValues ? redaction : redaction.map { _ in .everything },
                limits: limits))
        comparer.compareRoots()
        collector.absorb(comparer.collector)
        steps += comparer.budget.steps
        isApproximate = isApproximate || comparer.budget.wasExceeded
        // What could not be decoded has a difference of its own above those of its lines.
        let whole = outline?.differences ?? []
        outline = comparer.outline() ?? outline
        outline?.name = .member("body")
        if !whole.isEmpty, outline?.differences != whole { outline?.differences.insert(contentsOf: whole, at: 0) }
        reachedRules.formUnion(comparer.reachedRules())
    }

    /// One side has no body at all.
    private mutating func compareWithNothing(_ left: BodyContent, _ right: BodyContent) {
        let content = right.isEmpty ? left : right
        let value = content.type.mayBeJSON ? (try? content.tape()).map(fragment) : nil
        let shown = value ?? Self.sign(Words.octets(content.body.readableBytes))
        reportWhole(right.isEmpty ? .missing : .added, right.isEmpty ? shown : nil, right.isEmpty ? nil : shown)
    }

    /// Compares texts by line; what is no text as bytes.
    private mutating func compareLines(_ left: BodyContent, _ right: BodyContent) {
        switch (lines(left), lines(right)) {
        case (.success(let leftTape?), .success(let rightTape?)): compareTrees(leftTape, rightTape)
        case (.failure, _), (_, .failure):
            reportWhole(
                .undecodable, fragment(lines(left).map { _ in left }), fragment(lines(right).map { _ in right }))
        default: compareBytes(left, right)
        }
    }

    /// - Returns: Nothing where the octets are no UTF-8; a failure where something said that they are.
    private func lines(_ content: BodyContent) -> Result<JSONTape?, BodyFailure> {
        if let text = LiftedText.json(content.body) { return .success(try? JSONTape(parsing: text)) }
        guard content.claimsUTF8 else { return .success(nil) }
        return content.body.withUnsafeReadableBytes { bytes in
            do throws(BodyFailure) {
                _ = try Charset.utf8.utf8(bytes)
                return .success(nil)
            } catch {
                return .failure(error)
            }
        }
    }

    /// Compares bodies that cannot be read, or have no form that is known: length, hash, and where they part.
    private mutating func compareBytes(_ left: BodyContent, _ right: BodyContent) {
        let offset = left.body.withUnsafeReadableBytes { first in
            right.body.withUnsafeReadableBytes { CommonEnds(first, $0).prefix }
        }
        func describe(_ content: BodyContent) -> JSONFragment {
            let hash = content.body.withUnsafeReadableBytes { StableHash.of($0) }
            let count = content.body.readableBytes
            let place =
                offset < count
                ? "differ at offset \(Words.number(offset)) of \(Words.octets(count))"
                : "end at offset \(Words.number(offset)), where the other side goes on"
            return Self.sign("\(place), XXH64 \(Words.hexadecimal(hash))")
        }
        reportWhole(.changed, describe(left), describe(right))
    }

    /// Takes down one difference for the whole body, unless a rule holds for all of it.
    mutating func reportWhole(_ kind: Difference.Kind, _ left: JSONFragment?, _ right: JSONFragment?) {
        var walk = RuleWalk(rules)
        let root = walk.begin()
        let body = walk.descend(root, cover: walk.effective(root).cover, segment: "body")
        let cover = walk.effective(body).cover
        let difference = Difference(
            at: Self.location, kind: kind, legacy: left, candidate: right, generalisedLocation: Self.location)
        let rule = cover == EffectiveRules.absent ? nil : walk.program.name(of: cover)
        collector.add(difference, explainedBy: rule)
        guard limits.outlinedDifferences > 0 else { return }
        if let rule {
            reachedRules.insert(rule)
        } else {
            outline = DocumentOutline(name: .member("body"), shape: .value, differences: [difference])
        }
    }
}
