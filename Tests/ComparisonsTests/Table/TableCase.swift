import Comparisons
import Testing
import Traffic

/// One line of the table: two bodies, the rules, and all that may be found.
struct TableCase: Sendable, CustomTestStringConvertible {
    let name: String
    let legacy: String
    let candidate: String
    /// Differences as `kind location`, in the order in which they are reported.
    let differences: [String]
    /// Each as it would stand in a sentence: `ignore /body/t`, `tolerance 1% /body/price`.
    let rules: [String]
    /// Differences as `kind location by rule`.
    let suppressed: [String]

    var testDescription: String { name }

    init(
        _ name: String, _ legacy: String, _ candidate: String, _ differences: String..., rules: [String] = [],
        suppressed: [String] = []
    ) {
        self.name = name
        self.legacy = legacy
        self.candidate = candidate
        self.differences = differences
        self.rules = rules
        self.suppressed = suppressed
    }

    /// Compares the two bodies, and the other way round wherever equality alone is asked for.
    func check() throws {
        let set = RuleSet(try rules.map(Self.rule), today: Timestamp(milliseconds: 0))
        let result = try compare(legacy, candidate, set)
        #expect(found(result) == differences)
        #expect(explained(result) == suppressed)
        #expect(result.isMatch == differences.isEmpty)
        #expect(!result.isApproximate)
        guard rules.isEmpty else { return }
        #expect(try compare(candidate, legacy).isMatch == differences.isEmpty)
    }

    /// Reads `EFFECT [ARGUMENT] LOCATION`.
    static func rule(_ text: String) throws -> Rule {
        let words = text.split(separator: " ").map(String.init)
        let location = try #require(words.last)
        return Rule(
            at: try LocationPattern(parsing: location),
            effect: try effect(words[0], words.dropFirst().dropLast().joined(separator: " ")))
    }

    private static func effect(_ word: String, _ argument: String) throws -> Rule.Effect {
        switch word {
        case "pattern": .pattern(try PatternText(parsing: argument))
        case "tolerance": .tolerance(try Tolerance(parsing: argument))
        case "keyedBy": .keyedBy(argument)
        case "rename": .rename(to: try LocationPattern(parsing: argument))
        default:
            try #require(
                [
                    "ignore": .ignore, "accept": .accept, "type": .type, "timestamp": .timestamp,
                    "unordered": .unordered, "nullEqualsMissing": .nullEqualsMissing,
                    "emptyEqualsNull": .emptyEqualsNull, "caseInsensitive": .caseInsensitive, "trimmed": .trimmed,
                ][word])
        }
    }
}
