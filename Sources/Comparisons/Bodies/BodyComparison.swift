import JSONText
import NIOCore
import Traffic

/// Compares the bodies of two answers, in the form that they are in.
///
/// What is the same octet by octet is equal and never looked into. All else is decoded (``BodyContent``), then written as a
/// tree where it has one, so that rules, locations, redaction and signatures are the same for every form.
struct BodyComparison {
    let rules: RuleProgram
    let redaction: Redaction?
    let limits: ComparisonLimits

    var collector: DifferenceCollector
    private(set) var steps = 0
    private(set) var isApproximate = false
    /// Where one was asked for, and something differs.
    private(set) var outline: DocumentOutline?
    /// Where an outline was asked for.
    private(set) var reachedRules: Set<RuleName> = []

    static let location = Location(["body"])

    init(rules: RuleSet, redaction: Redaction?, limits: ComparisonLimits) {
        self.rules = rules.program
        self.redaction = redaction
        self.limits = limits
        collector = DifferenceCollector(limit: limits.differences)
    }

    mutating func compare(_ answers: ReadPair) {
        if answers.hasSameBodies { return findRules(answers.legacy) }
        let left: BodyContent
        do throws(BodyFailure) {
            left = try BodyContent(answers.legacy.answer.body, answers.legacy.form, limits: limits)
        } catch {
            return reportWhole(.undecodable, fragment(.failure(error)), fragment(content(answers.candidate)))
        }
        let right: BodyContent
        do throws(BodyFailure) {
            right = try BodyContent(answers.candidate.answer.body, answers.candidate.form, limits: limits)
        } catch {
            return reportWhole(.undecodable, fragment(.success(left)), fragment(.failure(error)))
        }
        compare(left, right, left.isDecoded || right.isDecoded ? nil : answers.ends)
    }

    private func content(_ answer: ReadAnswer) -> Result<BodyContent, BodyFailure> {
        do throws(BodyFailure) {
            return .success(try BodyContent(answer.answer.body, answer.form, limits: limits))
        } catch {
            return .failure(error)
        }
    }

    /// - Parameter ends: What the bodies have in common, where that is known.
    private mutating func compare(_ left: BodyContent, _ right: BodyContent, _ ends: CommonEnds?) {
        // Decoded, different octets may show the same.
        if left.isDecoded || right.isDecoded, left.body == right.body { return }
        if left.isEmpty || right.isEmpty {
            compareWithNothing(left, right)
        } else if left.type == .json || right.type == .json {
            if left.type.mayBeJSON, right.type.mayBeJSON, compareDifferingRun(left, right, ends) { return }
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
    private mutating func findRules(_ answer: ReadAnswer) {
        guard limits.outlinedDifferences > 0, case .success(let content) = content(answer),
            let tape = content.undeclaredJSON
        else { return }
        var search = RuleSearch(rules)
        search.look(in: tape, under: Self.location.segments)
        reachedRules = search.reached
    }

    /// - Parameters:
    ///   - base: The keys that lead to what is compared, from the answer on; `nil` for the whole body.
    ///   - showsValues: Whether values are shown where redaction does not forbid it; else none is where there is any
    ///     redaction.
    ///   - areKnownToDiffer: Whether it would be of no use to look first whether the trees are equal.
    mutating func compareTrees(
        _ left: JSONTape, _ right: JSONTape, under base: [String]? = nil, showsValues: Bool = true,
        areKnownToDiffer: Bool = false
    ) {
        var comparer = TreeComparer(
            legacy: left, candidate: right, rules: rules,
            options: TreeComparer.Options(
                base: base ?? Self.location.segments,
                redaction: showsValues ? redaction : redaction.map { _ in .everything },
                limits: limits))
        comparer.compareRoots(areKnownToDiffer: areKnownToDiffer)
        if limits.outlinedDifferences > 0 { takeOutline(comparer) }
        collector.absorb(&comparer.collector)
        steps += comparer.budget.steps
        isApproximate = isApproximate || comparer.budget.wasExceeded
    }

    private mutating func takeOutline(_ comparer: TreeComparer) {
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
        if cover != EffectiveRules.absent, !limits.describesSuppressed { return collector.add(explainedBy: cover) }
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
