import Comparisons
import Testing
import Traffic

/// Hostile and huge inputs: what counts is the work counted, not the time.
@Suite("Bounds on work")
struct BoundsTests {
    private func list(_ count: Int, _ element: (Int) -> String) -> String {
        "[" + (0..<count).map(element).joined(separator: ",") + "]"
    }

    @Test("a long array in which everything differs is read a few times, not squared")
    func allDifferent() throws {
        let count = 200_000
        let result = try compare(list(count) { String($0) }, list(count) { String(-1 - $0) })
        #expect(result.differences.count == 500)
        #expect(result.omittedDifferences == count - 500)
        #expect(result.steps < 20 * count)
        #expect(result.isApproximate)
    }

    @Test("a long shuffled array is found reordered in n log n")
    func shuffled() throws {
        var generator = SeededGenerator(seed: 1)
        let count = 100_000
        let numbers = Array(0..<count)
        let shuffled = numbers.shuffled(using: &generator)
        let result = try compare(list(count) { String(numbers[$0]) }, list(count) { String(shuffled[$0]) })
        #expect(found(result) == ["reordered /body"])
        #expect(result.steps < 20 * count)
    }

    @Test("long repetitive arrays stop at the bound, and the comparison says so")
    func repetitive() throws {
        var generator = SeededGenerator(seed: 2)
        func noise() -> String { list(20_000) { _ in String(Int.random(in: 0...3, using: &generator)) } }
        let limits = ComparisonLimits(alignmentSteps: 100_000)
        let result = try compare(noise(), noise(), limits: limits)
        #expect(result.isApproximate)
        #expect(result.steps < 600_000)
        #expect(!result.isMatch)
    }

    @Test("arrays nested in arrays, all moved, stay within the bound")
    func nestedMoves() throws {
        func nested(_ depth: Int, _ isLeft: Bool) -> String {
            guard depth > 0 else { return isLeft ? "1" : "2" }
            let inner = nested(depth - 1, isLeft)
            return isLeft ? "[\(inner),{\"d\":\(depth)}]" : "[{\"d\":\(depth)},\(inner)]"
        }
        let set = rules(try rule("/**", .tolerance(Tolerance(parsing: "0.1"))), try rule("/body/**", .unordered))
        let limits = ComparisonLimits(alignmentSteps: 50_000)
        let result = try compare(nested(60, true), nested(60, false), set, limits: limits)
        #expect(result.steps < 1_000_000)
        #expect(!result.isMatch)
    }

    @Test("objects of nothing but equal keys are compared in n log n")
    func duplicateKeys() throws {
        let count = 50_000
        func object(_ offset: Int) -> String {
            "{\"x\":\(offset)," + (0..<count).map { "\"a\":\($0 + offset)" }.joined(separator: ",")
                + ",\"y\(offset)\":0}"
        }
        let result = try compare(object(0), object(1))
        #expect(result.steps < 20 * count)
        #expect(result.differences.count == 500)
    }

    @Test("objects with the same keys in reverse order match in n log n")
    func reversedKeys() throws {
        let count = 50_000
        let members = (0..<count).map { "\"key\($0)\":\($0)" }
        let result = try compare(
            "{" + members.joined(separator: ",") + "}", "{" + members.reversed().joined(separator: ",") + "}")
        #expect(result.isMatch)
        #expect(result.steps < 20 * count)
    }

    @Test("the deepest nesting that is read is compared, with and without rules")
    func depth() throws {
        func nested(_ leaf: String) -> String {
            String(repeating: "{\"a\":[", count: 256) + leaf + String(repeating: "]}", count: 256)
        }
        let result = try compare(nested("1"), nested("2"))
        #expect(result.differences.map(\.kind) == [.changed])
        #expect(result.differences.first?.at.segments.count == 513)
        let set = rules(try rule("/**/a/**/a/**/a/*", .tolerance(Tolerance(parsing: "1"))), try rule("/**", .unordered))
        #expect(try compare(nested("1"), nested("2"), set).isMatch)
        #expect(try compare(nested("1,2"), nested("2,1"), set).isMatch)
        #expect(!(try compare(nested("1"), nested("\"x\""), set).isMatch))
    }

    @Test("large unordered arrays in which nothing is equal stay within the bound")
    func unorderedDifferent() throws {
        let count = 20_000
        let set = rules(try rule("/body", .unordered), try rule("/body/*", .tolerance(Tolerance(parsing: "0.1"))))
        let result = try compare(list(count) { String($0) }, list(count) { String(-2 - $0) }, set)
        #expect(result.steps < 10_000_000)
        #expect(!result.isMatch)
    }

    @Test("huge exponents cost nothing")
    func exponents() throws {
        let set = rules(try rule("/body/*", .tolerance(Tolerance(parsing: "1%"))))
        #expect(
            found(try compare("[1e999999999,1e-999999999]", "[2e999999999,1e999999999999999999999]", set)).count == 2)
    }

    @Test("what is beyond the limit of differences is counted")
    func limits() throws {
        let result = try compare("[1,2,3,4]", "[5,6,7,8]", limits: ComparisonLimits(differences: 3))
        #expect(result.differences.count == 3)
        #expect(result.omittedDifferences == 1)
        #expect(!result.isApproximate)
    }
}
