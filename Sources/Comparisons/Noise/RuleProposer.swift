public import Traffic

/// Finds for each place at which legacy differs from itself the narrowest rule that explains all that was seen there.
///
/// From the narrowest on: a normaliser or `timestamp` (the values are the same), `tolerance` (they lie close together),
/// `pattern` (they are of one build), `type`, `unordered` for an order, and `ignore` where nothing else explains it. A
/// tolerance or a number of digits is given room beyond what was seen: the largest of some hundred values is not the largest
/// that there is.
public enum RuleProposer {
    /// What was seen at one place, of one kind.
    public struct Finding: Sendable {
        public var at: Location
        public var kind: Difference.Kind
        public var spread: ValueSpread

        public init(at location: Location, kind: Difference.Kind, spread: ValueSpread) {
            self.at = location
            self.kind = kind
            self.spread = spread
        }
    }

    /// The rules for one route, by location; none for a place inside one that is ignored altogether.
    public static func proposals(for findings: [Finding]) -> [RuleProposal] {
        let places = Dictionary(grouping: findings, by: \.at)
        let all = places.map { proposal(at: $0.key, $0.value) }.sorted { $0.at.description < $1.at.description }
        let ignored = all.filter { $0.word == "ignore" }.map(\.at.segments)
        return all.filter { proposal in
            !ignored.contains { proposal.at.segments.count > $0.count && proposal.at.segments.starts(with: $0) }
        }
    }

    private static func proposal(at location: Location, _ findings: [Finding]) -> RuleProposal {
        let kinds = Set(findings.map(\.kind))
        if kinds == [.reordered] {
            return RuleProposal(
                at: location, word: "unordered", reason: "legacy gives these in another order each time")
        }
        let spread = findings.dropFirst().reduce(into: findings[0].spread) { $0.add($1.spread) }
        if let normaliser = ValueSpread.Normaliser.allCases.first(where: spread.normalisers.contains) {
            return RuleProposal(at: location, word: normaliser.rawValue, reason: Self.reason(normaliser))
        }
        guard kinds == [.changed], !spread.hasMixedPair else { return ignored(location, kinds) }
        return times(location, spread) ?? numbers(location, spread) ?? text(location, spread)
            ?? RuleProposal(
                at: location, word: "type", reason: "legacy gives values without a common build",
                caution: "any value of the same type passes")
    }

    private static func reason(_ normaliser: ValueSpread.Normaliser) -> String {
        switch normaliser {
        case .nullEqualsMissing: "legacy sometimes leaves out what is null"
        case .emptyEqualsNull: "legacy sometimes gives null for what is empty"
        case .trimmed: "legacy's values differ in white space around them alone"
        case .caseInsensitive: "legacy's values differ in upper and lower case alone"
        case .timestamp: "legacy gives the same instant in several notations"
        }
    }

    private static func ignored(_ location: Location, _ kinds: Set<Difference.Kind>) -> RuleProposal {
        let words = kinds.map(\.rawValue).sorted().joined(separator: ", ")
        return RuleProposal(
            at: location, word: "ignore", reason: "legacy differs from itself in more than the value (\(words))",
            caution: "nothing at or under this place is compared any more")
    }

    // MARK: Times

    private static let durations: [(seconds: Double, text: String)] = [
        (1, "1s"), (2, "2s"), (5, "5s"), (10, "10s"), (30, "30s"), (60, "1m"), (300, "5m"), (900, "15m"),
    ]

    /// A time may be off by twice what was seen, rounded up. Values hours apart are no readings of one clock.
    private static func times(_ location: Location, _ spread: ValueSpread) -> RuleProposal? {
        guard let times = spread.times, let limit = durations.first(where: { $0.seconds >= 2 * times.seconds }) else {
            return nil
        }
        return RuleProposal(
            at: location, word: "tolerance", value: limit.text,
            reason: "a clock: legacy's own times lie up to \(rounded(times.seconds)) s apart")
    }

    // MARK: Numbers

    /// Numbers that lie closer together than this are one quantity, measured again; a doubled one lies further apart.
    private static let relativeLimit = 0.4
    private static let shares = [0.001, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]

    private static func numbers(_ location: Location, _ spread: ValueSpread) -> RuleProposal? {
        guard let numbers = spread.numbers else { return nil }
        if let unit = epochUnit(numbers) {
            let milliseconds = unit == 1 ? numbers.absolute * 1_000 : numbers.absolute / (unit / 1_000)
            if let limit = durations.first(where: { $0.seconds * 1_000 >= 2 * milliseconds }) {
                return RuleProposal(
                    at: location, word: "tolerance", value: String(Int(limit.seconds * unit)),
                    reason: "a clock: legacy's own times lie up to \(rounded(milliseconds / 1_000)) s apart")
            }
        } else if let share = shares.first(where: { $0 >= 1.5 * numbers.relative }), share <= relativeLimit {
            return RuleProposal(
                at: location, word: "tolerance", value: "\(rounded(share * 100))%",
                reason: "legacy's own values lie up to \(rounded(numbers.relative * 100)) % apart")
        }
        guard !numbers.hasExponent else { return nil }
        return RuleProposal(
            at: location, word: "pattern", value: pattern(numbers),
            reason: "legacy gives any number from \(rounded(numbers.minimum)) to \(rounded(numbers.maximum))",
            caution: "a number of the same form passes, also one twice as large")
    }

    /// Units in a second, where all numbers are times since 1970 between 2001 and 2286.
    private static func epochUnit(_ numbers: NumberSpread) -> Double? {
        [1, 1e3, 1e6, 1e9].first { numbers.minimum >= 1e9 * $0 && numbers.maximum < 1e10 * $0 }
    }

    /// As many digits before the point as were seen and two more: a slow moment, but no other unit a thousand times smaller.
    private static func pattern(_ numbers: NumberSpread) -> String {
        let largest = max(abs(numbers.minimum), abs(numbers.maximum))
        let digits = largest < 1e18 ? String(Int64(largest)).count + 2 : 1_000
        let sign = numbers.minimum < 0 ? "-?" : ""
        return "^\(sign)[0-9]{1,\(digits)}\(numbers.isWhole ? "" : "(\\.[0-9]+)?")$"
    }

    // MARK: Texts

    /// From fewer pairs a common length may be chance.
    private static let fewestPairsForLength = 3

    /// From so many pairs on, a handful of words is all that there are.
    private static let fewestPairsForWords = 20

    private static func text(_ location: Location, _ spread: ValueSpread) -> RuleProposal? {
        guard spread.types == [.string] else { return nil }
        if spread.pairs >= fewestPairsForWords, let words = spread.words {
            return RuleProposal(
                at: location, word: "pattern",
                value: "^(\(words.sorted().map(TextTemplate.escaped).joined(separator: "|")))$",
                reason: "legacy gives one of \(words.count) values")
        }
        let isExact = spread.pairs >= fewestPairsForLength
        let pattern: String
        if let template = spread.template {
            pattern = template.pattern(isExact: isExact)
        } else if let alphabet = spread.alphabet {
            pattern = alphabet.pattern(isExact: isExact)
        } else {
            return nil
        }
        return RuleProposal(at: location, word: "pattern", value: pattern, reason: "legacy makes a new one each time")
    }

    /// Three significant digits, without a point where there is nothing behind it.
    private static func rounded(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "0" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        var scale = 1.0
        while abs(value) * scale < 100, scale < 1e12 { scale *= 10 }
        let text = String((value * scale).rounded() / scale)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
