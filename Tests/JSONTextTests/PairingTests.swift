import Testing

@testable import JSONText

@Suite("Pairing scalars by value")
struct PairingTests {
    private func array(_ elements: [String]) throws -> (tape: JSONTape, tokens: [Int]) {
        let tape = try JSONTape(parsing: Array("[\(elements.joined(separator: ","))]".utf8))
        return (tape, tape.elements(JSONTape.root))
    }

    private static let hashes: [@Sendable (JSONTape, Int) -> UInt64] = [
        { $0.hash(ofScalar: $1) },
        // All values collide, as if made for it; and many of them.
        { _, _ in 7 }, { $0.hash(ofScalar: $1) & 3 },
    ]

    @Test("the first with the first of that value, whatever the hash is worth", arguments: hashes.indices)
    func occurrences(hash: Int) throws {
        let left = try array(["1", "\"a\"", "1.0", "\"1\"", "true", "10e-1", "5", "\"\\u0061\""])
        let right = try array(["\"a\"", "1", "false", "\"1\"", "1e0", "7", "\"b\""])
        let pairing = ScalarPairing(
            left.tokens, of: left.tape, with: right.tokens, of: right.tape, hash: Self.hashes[hash])
        #expect(pairing.partners == [1, 0, 4, 3, -1, -1, -1, -1])
        #expect(!pairing.areOthersUnique)
    }

    @Test("whether values are unique does not rest on the hash", arguments: hashes.indices)
    func uniqueness(hash: Int) throws {
        func isUnique(_ elements: [String]) throws -> Bool {
            let (tape, tokens) = try array(elements)
            return ScalarPairing([], of: tape, with: tokens, of: tape, hash: Self.hashes[hash]).areOthersUnique
        }
        let numbers = (0..<500).map(String.init)
        #expect(try isUnique(numbers))
        #expect(try !isUnique(numbers + ["499.0"]))
        #expect(try isUnique(numbers + ["\"499\""]))
        #expect(try isUnique([]))
    }

    @Test("values made to collide cost n log n comparisons, not n squared", arguments: hashes.indices)
    func collisions(hash: Int) throws {
        let count = 20_000
        let left = try array((0..<count).map { "\"key \($0)\"" })
        let right = try array((0..<count).reversed().map { "\"key \($0)\"" })
        let pairing = ScalarPairing(
            left.tokens, of: left.tape, with: right.tokens, of: right.tape, hash: Self.hashes[hash])
        #expect(Array(pairing.partners) == (0..<Int32(count)).reversed())
        #expect(pairing.steps < 30 * count)
    }

    @Test("numbers and strings sort in one order, in which only equal ones have one place")
    func order() throws {
        let (tape, tokens) = try array([
            "0", "-0.0", "1", "-1", "1.0", "12", "1.2", "120e-1", "1e99999999999999999999", "10e99999999999999999998",
            "1e-99999999999999999999", "\"\"", "\"a\"", "\"\\u0061\"", "\"b\"", "true", "false", "null",
        ])
        for first in tokens {
            for second in tokens {
                let order = tape.order(ofScalar: first, tape, second)
                #expect(order.signum() == -tape.order(ofScalar: second, tape, first).signum())
                #expect((order == 0) == tape.isSameScalar(first, tape, second))
                for third in tokens where order < 0 && tape.order(ofScalar: second, tape, third) < 0 {
                    #expect(tape.order(ofScalar: first, tape, third) < 0)
                }
            }
        }
    }
}
