import Rollouts
import Testing

@Suite("Conditions, criteria and lines of cron that somebody damaged")
struct ExpressionFuzzTests {
    private static let originals = [
        "error_rate > 1%", "p95_latency > 1.5 * legacy.p95_latency + 20ms for 5 minutes",
        "(mismatch_rate > 0.1% or slower_rate >= 5%) and not-a-probe != -3 for 1h30m",
        "candidate.error_rate - legacy.error_rate > 0.5% and sync_success_rate < 90%",
        "1% <= (error_rate + slower_rate) / 2", "0.1% / 2 >= mismatch_rate", "mismatch_rate <= 0.1% / 2",
        "p99_latency <= 2 * 100ms", "*/15 9-17 1,15 JAN-MAR MON-FRI", "0 16 31 */2 0",
    ]

    private static let pieces = [
        "", " ", "\t", "\n", "(", ")", "((", "-", "--", "+", "*", "/", "%", "<", "<=", ">", "=", "!", "and", "or",
        " for ",
        "error_rate", "p95_latency", "sync_success_rate", "0", "1", "99", ".", "5ms", "1h", "30m", "e9", "é", "🙂",
        "\u{0}",
        "\u{FEFF}", "\u{301}", ",", "MON", "9999999999999999999999999",
    ]

    private static let probes: Set = ["sync_success_rate", "not-a-probe"]

    private func damaged(_ generator: inout SplitMix) -> String {
        var scalars = Array((Self.originals.randomElement(using: &generator) ?? "").unicodeScalars)
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let start = Int.random(in: 0...scalars.count, using: &generator)
            let end = min(scalars.count, start + Int.random(in: 0...6, using: &generator))
            let piece = (Self.pieces.randomElement(using: &generator) ?? "").unicodeScalars
            let count = Int.random(in: 0..<20, using: &generator) == 0 ? 60 : 1
            scalars.replaceSubrange(start..<end, with: Array(repeating: Array(piece), count: count).flatMap(\.self))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// What an error says must stand in the text that it is about.
    private func check(_ error: SyntaxError, of text: String) {
        #expect((1...text.unicodeScalars.count + 1).contains(error.column), "\(error) in \(text)")
        #expect(!error.problem.isEmpty)
    }

    @Test(
        "are read or refused with a place, and what is read reads the same when it is written again", arguments: 1...16)
    func expressions(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<200 {
            let text = damaged(&generator)
            do {
                let condition = try Condition(parsing: text, probes: Self.probes)
                let again = try Condition(parsing: condition.description, probes: Self.probes)
                #expect(again == condition, "\(text)")
                let values = ["sync_success_rate": 0.5, "not-a-probe": 3]
                let reading = condition.reading(of: ConditionTests.busy, probes: values)
                #expect(again.reading(of: ConditionTests.busy, probes: values) == reading)
                read += 1
            } catch {
                check(error, of: text)
                refused += 1
            }
            do {
                let criterion = try Criterion(parsing: text, probes: Self.probes)
                #expect(try Criterion(parsing: criterion.description, probes: Self.probes) == criterion, "\(text)")
                #expect(criterion.limit > 0 && criterion.limit < 1)
            } catch {
                check(error, of: text)
            }
        }
        #expect(read > 20 && refused > 20)
    }

    @Test("of cron are read or refused with a place", arguments: 1...16)
    func cron(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        for _ in 0..<200 {
            let text = damaged(&generator)
            do {
                let schedule = try CronSchedule(parsing: text)
                #expect(try CronSchedule(parsing: schedule.description) == schedule)
            } catch {
                check(error, of: text)
            }
        }
    }
}
