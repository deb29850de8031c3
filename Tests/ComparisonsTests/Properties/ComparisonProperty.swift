import Comparisons
import JSONText
import NIOCore
import Traffic

/// What has to hold for any two JSON texts, whatever the rules.
///
/// The first byte of an input says how the rest is read: as two texts with a zero byte between them, or as a description of
/// two texts that have much in common.
struct ComparisonProperty {
    private let legacy: [UInt8]
    private let candidate: [UInt8]
    private let rules: RuleSet
    private let isLong: Bool

    init(input: [UInt8]) {
        var source = ByteSource(input)
        let mode = source.next()
        let chosen = Self.rules(mode >> 2 & 3, &source)
        rules = chosen.isEmpty ? .none : Self.set(chosen)
        isLong = mode & 2 != 0
        if mode & 1 == 0 {
            let texts = source.rest().split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
            legacy = Array(texts[0])
            candidate = Array(texts.count > 1 ? texts[1] : texts[0])
        } else {
            let pair = BuiltPair(source)
            legacy = pair.legacy
            candidate = pair.candidate
        }
    }

    func check() throws(BrokenPromise) {
        guard let left = NaiveJSON(legacy), let right = NaiveJSON(candidate) else { return }
        let there = try compare(legacy, candidate, .none)
        let back = try compare(candidate, legacy, .none)
        try BrokenPromise.unless(try compare(legacy, legacy, rules).isMatch, "a document equals itself")
        if let areEqual = left.isEqual(to: right) {
            try BrokenPromise.unless(
                there.isMatch == areEqual, "documents match exactly where they are equal, which is \(areEqual)")
        }
        try BrokenPromise.unless(there.isMatch == back.isMatch, "equal one way is equal the other way")
        if there.omittedDifferences == 0, !left.hasArraysOrRepeatedKeys, !right.hasArraysOrRepeatedKeys {
            try BrokenPromise.unless(
                Set(there.differences.map { "\($0.kind) \($0.at)" })
                    == Set(back.differences.map { "\(Self.mirrored($0.kind)) \($0.at)" }),
                "what is missing one way is added the other way")
        }
        let relaxed = rules.rules.isEmpty ? there : try compare(legacy, candidate, rules)
        try BrokenPromise.unless(!there.isMatch || relaxed.isMatch, "rules only relax")
        for difference in relaxed.differences { try check(difference) }
        try checkBodies()
    }

    private static func mirrored(_ kind: Difference.Kind) -> Difference.Kind {
        kind == .missing ? .added : kind == .added ? .missing : kind
    }

    private func check(_ difference: Difference) throws(BrokenPromise) {
        try BrokenPromise.unless(
            (difference.legacy != nil || difference.kind == .added)
                && (difference.candidate != nil || difference.kind == .missing),
            "a difference shows what there is: \(difference)")
        for fragment in [difference.legacy, difference.candidate].compactMap({ $0 }) {
            try BrokenPromise.unless(NaiveJSON(Array(fragment.text.utf8)) != nil, "a shown value is JSON")
        }
    }

    private func compare(
        _ left: [UInt8], _ right: [UInt8], _ rules: RuleSet
    ) throws(BrokenPromise) -> ComparisonResult {
        do throws(JSONComparer.Failure) {
            return try JSONComparer.compare(
                legacy: left, candidate: right, rules: rules,
                under: Location(["body"]), limits: Self.limits)
        } catch {
            throw BrokenPromise(description: "what the oracle accepts is compared, not refused: \(error)")
        }
    }

    // MARK: - Bodies

    /// Long bodies are compared by the members that differ; the result must be that of comparing all of both.
    private func checkBodies() throws(BrokenPromise) {
        guard isLong else { return }
        let whole = Self.wholeReading.map { Self.set(rules.rules + [$0]) } ?? rules
        let short = compareBodies(rules)
        let long = compareBodies(whole)
        try BrokenPromise.unless(
            short.differences == long.differences && short.suppressed == long.suppressed
                && short.omittedDifferences == long.omittedDifferences && short.isApproximate == long.isApproximate
                && short.hasFault == long.hasFault,
            "bodies compared by their common ends give what all of them gives:\n\(short)\n\(long)")
    }

    /// Few differences are written down, since that is what takes time; all are counted.
    private static let limits = ComparisonLimits(differences: 2)

    /// A `rename` may pair what lies anywhere, so that everything is read; this one pairs nothing.
    private static let wholeReading: Rule? = try? Rule(
        at: LocationPattern(parsing: "/trailers/x"), effect: .rename(to: LocationPattern(parsing: "/trailers/y")))

    private static let filler = Array((#""fill":""# + String(repeating: "some text, ", count: 30) + "\",\"t\":").utf8)

    private func compareBodies(_ rules: RuleSet) -> ComparisonResult {
        func answer(_ text: [UInt8]) -> Answer {
            Answer(
                status: 200, head: MessageHead(text: "HTTP/1.1 200 OK\nContent-Type: application/json"),
                body: ByteBuffer(bytes: [UInt8(ascii: "{")] + Self.filler + text + [UInt8(ascii: "}")]))
        }
        return AnswerComparer(redaction: nil, limits: Self.limits).compare(
            legacy: answer(legacy), candidate: answer(candidate),
            rules: rules)
    }

    // MARK: - Rules

    private static func set(_ rules: [Rule]) -> RuleSet { RuleSet(rules, today: Timestamp(milliseconds: 0)) }

    private static let effects: [Rule.Effect] = {
        let parsed: [Rule.Effect?] = [
            (try? PatternText(parsing: "[a-z0-9]+")).map { .pattern($0) },
            (try? Tolerance(parsing: "1")).map { .tolerance($0) },
            (try? LocationPattern(parsing: "/body/b")).map { .rename(to: $0) },
        ]
        return [
            .ignore, .accept, .type, .timestamp, .unordered, .keyedBy("id"), .nullEqualsMissing, .emptyEqualsNull,
            .caseInsensitive, .trimmed,
        ] + parsed.compactMap { $0 }
    }()

    private static let places = ["/body", "/body/**", "/body/a", "/body/*/a", "/**/b", "/body/**/id", "/body/0"]
        .compactMap { try? LocationPattern(parsing: $0) }

    private static func rules(_ count: Int, _ source: inout ByteSource) -> [Rule] {
        (0..<count).map { _ in Rule(at: source.pick(places), effect: source.pick(effects)) }
    }
}
