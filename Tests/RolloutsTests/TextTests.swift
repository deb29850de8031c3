@testable import Rollouts
import Testing

@Suite("Durations, numbers and near names in text")
struct TextTests {
    @Test(
        "durations are read in letters and in words",
        arguments: [
            ("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("1h30m", 5_400_000), ("1h 30m", 5_400_000),
            ("5 minutes", 300_000), ("1 minute", 60_000), ("1.5s", 1_500), ("14d", 1_209_600_000), ("0s", 0),
            ("1 hour 30 minutes", 5_400_000), ("2w", 1_209_600_000), ("1m500ms", 60_500),
        ] as [(String, Int64)])
    func duration(text: String, milliseconds: Int64) {
        #expect(DurationText.parse(text)?.wholeMilliseconds == milliseconds)
    }

    @Test(
        "what is no duration is refused",
        arguments: [
            "", " ", "30", "s", "-5s", "5 min utes", "30m1h", "1h1h", "1e3s", "5s ", " 5s", "999999999999w", "1..5s",
            "5x",
            "nan s", "٣s",
        ])
    func noDuration(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(
        "durations are described as they would be written",
        arguments: [("0s", "0s"), ("90m", "1h30m"), ("500ms", "500ms"), ("100s", "1m40s"), ("14d", "14d")])
    func describe(text: String, description: String) throws {
        #expect(DurationText.describe(try #require(DurationText.parse(text))) == description)
    }

    @Test(
        "numbers are plain decimals",
        arguments: [
            ("10", 10), ("0.001", 0.001), (".5", 0.5), ("5.", 5), ("", nil), (".", nil), ("-1", nil), ("+1", nil),
            ("1e3", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("1.2.3", nil),
        ] as [(String, Double?)])
    func decimal(text: String, value: Double?) { #expect(DecimalText.parse(text) == value) }

    @Test(
        "numbers are described without needless decimals",
        arguments: [(10, "10"), (0.1, "0.1"), (33.333, "33.333"), (0.0009, "0.001"), (0, "0")] as [(Double, String)])
    func describeNumber(value: Double, text: String) { #expect(DecimalText.describe(value) == text) }

    @Test(
        "the nearest name is suggested, if it is near",
        arguments: [
            ("percentag", "percentage"), ("routs", "routes"), ("Routes", "routes"), ("ruotes", "routes"),
            ("xyz", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(word: String, suggestion: String?) {
        #expect(NearestName.suggestion(for: word, among: ["percentage", "routes", "rollouts"]) == suggestion)
    }

    @Test(
        "the distance counts insertions, removals, replacements and swaps",
        arguments: [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ca", "abc", 3)])
    func distance(left: String, right: String, expected: Int) {
        #expect(NearestName.distance(left, right) == expected)
    }
}
