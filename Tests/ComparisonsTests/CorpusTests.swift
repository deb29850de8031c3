import Foundation
import Testing

@Suite("Every input of the corpus keeps what was promised for all inputs")
struct CorpusTests {
    struct Entry: Sendable, CustomTestStringConvertible {
        var name: String
        var input: [UInt8]
        var testDescription: String { name }
    }

    private static func entries(_ target: ComparisonFuzzTarget) throws -> [Entry] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted().map { name in
            Entry(name: name, input: [UInt8](try Data(contentsOf: folder.appending(path: name))))
        }
    }

    @Test("reading", arguments: try entries(.scanner))
    func scanner(_ entry: Entry) throws {
        try entry.input.withUnsafeBytes { try ComparisonFuzzTarget.scanner.check($0) }
    }

    @Test("comparing", arguments: try entries(.comparison))
    func comparison(_ entry: Entry) throws {
        try entry.input.withUnsafeBytes { try ComparisonFuzzTarget.comparison.check($0) }
    }

    @Test("random inputs keep it too", arguments: 1...4)
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            var input = (0..<Int.random(in: 1...80, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            // Built pairs reach further than random texts.
            input[0] |= 1
            do throws(BrokenPromise) {
                try ComparisonFuzzTarget.comparison.check(input)
            } catch {
                Issue.record("seed \(seed), round \(round), \(input): \(error)")
            }
        }
    }
}

extension ComparisonFuzzTarget {
    fileprivate func check(_ input: [UInt8]) throws(BrokenPromise) {
        var failure: BrokenPromise?
        input.withUnsafeBytes { bytes in
            do throws(BrokenPromise) { try check(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
