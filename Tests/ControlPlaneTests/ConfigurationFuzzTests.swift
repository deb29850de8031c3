import ControlPlane
import Testing

@Suite("Configurations that somebody damaged")
struct ConfigurationFuzzTests {
    /// A small generator with a fixed start, so that a failure comes again (G. Marsaglia, "Xorshift RNGs", 2003).
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let pieces = [
        "", "\t", " ", "\n", ":", "- ", "{", "}", "[", "]", "*a", "&a ", "<<: *a", "!!int ", "\"", "'", "#", "%", "~",
        "-1", "1e9",
        "999999999999999999999", "\u{0}", "\u{FEFF}", "é", "🙂", "|", ">", "? ", "---\n", "null",
    ]

    @Test("are read or refused, with a place for every problem, and never break the reader", arguments: 1...8)
    func damaged(seed: UInt64) {
        var generator = Generator(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let original = Array(ConfigurationTests.everyKey.unicodeScalars)
        var refused = 0
        for _ in 0..<60 {
            var scalars = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let start = Int.random(in: 0..<scalars.count, using: &generator)
                let end = min(scalars.count, start + Int.random(in: 0...12, using: &generator))
                let piece = Self.pieces.randomElement(using: &generator) ?? ""
                scalars.replaceSubrange(start..<end, with: Array(piece.unicodeScalars))
            }
            do {
                let text = String(String.UnicodeScalarView(scalars))
                let configuration = try Configuration.parse(text, path: "parallax.yaml")
                #expect(!ConfigurationSummary.describe(configuration).isEmpty)
            } catch {
                refused += 1
                #expect(!error.problems.isEmpty)
                let places = error.problems.map { $0.position ?? .init(line: 0, column: 0) }
                #expect(places == places.sorted())
            }
        }
        #expect(refused > 20)
    }

    @Test("aliases of aliases do not grow without bound")
    func aliasBomb() {
        var text = "a0: &a0 [x]\n"
        for level in 1...40 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(ConfigurationText.errors(in: text + "routes: *a40\n").count > 1)
    }

    @Test("brackets nested beyond reason are refused")
    func nesting() {
        let text = "redact: " + String(repeating: "[", count: 100_000)
        #expect(ConfigurationText.errors(in: text).first?.contains("nesting") == true)
    }
}
