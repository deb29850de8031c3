import Testing

@testable import Comparisons

@Suite("E-mail addresses in texts")
struct EmailMaskTests {
    /// Counts how often a text is looked at.
    private struct CountedScalars: RandomAccessCollection {
        final class Count { var looks = 0 }

        let scalars: [Unicode.Scalar]
        let count = Count()
        var startIndex: Int { scalars.startIndex }
        var endIndex: Int { scalars.endIndex }

        subscript(index: Int) -> Unicode.Scalar {
            count.looks += 1
            return scalars[index]
        }
    }

    /// The addresses found the plain way: from every at sign back and forth.
    private struct PlainSearch {
        let scalars: [Unicode.Scalar]

        func all() -> [Range<Int>] {
            var found: [Range<Int>] = []
            var index = 0
            while index < scalars.count {
                let width = atSign(index)
                if width > 0, let range = address(index, width, from: found.last?.upperBound ?? 0) {
                    found.append(range)
                    index = range.upperBound
                } else {
                    index += 1
                }
            }
            return found
        }

        private func atSign(_ index: Int) -> Int {
            if ["@", "\u{FF20}", "\u{FE6B}"].contains(scalars[index]) { return 1 }
            guard scalars[index] == "%" else { return 0 }
            let marks = (0...16).map { "%" + String(repeating: "25", count: $0) + "40" }
            return marks.first { scalars[index...].starts(with: $0.unicodeScalars) }?.unicodeScalars.count ?? 0
        }

        private func address(_ sign: Int, _ width: Int, from start: Int) -> Range<Int>? {
            var lower = sign
            if lower > start, scalars[lower - 1] == "\"" {
                lower -= 1
                while lower > start, scalars[lower - 1] != "\"" { lower -= 1 }
                if lower > start { lower -= 1 }
            } else {
                while lower > start, isLocalPart(scalars[lower - 1]) { lower -= 1 }
            }
            var upper = sign + width
            while upper < scalars.count, isDomainPart(scalars[upper]) { upper += 1 }
            let hasLetter = scalars[sign + width..<upper].contains { $0.properties.isAlphabetic }
            let isLiteral = upper < scalars.count && upper == sign + width && scalars[upper] == "["
            guard lower < sign, isLiteral || hasLetter else { return nil }
            if isLiteral { while upper < scalars.count, scalars[upper - 1] != "]" { upper += 1 } }
            while upper > sign + width, scalars[upper - 1] == "." { upper -= 1 }
            return lower..<upper
        }

        private func isLocalPart(_ scalar: Unicode.Scalar) -> Bool {
            if !scalar.isASCII { return !scalar.properties.isWhitespace && scalar != "›" && scalar != "‹" }
            return scalar.properties.isAlphabetic || "0123456789.!#$%'*+_`{|}~-".unicodeScalars.contains(scalar)
        }

        private func isDomainPart(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isAlphabetic || scalar.isASCII && "0123456789.-%".unicodeScalars.contains(scalar)
        }
    }

    private func looks(at text: String) -> (found: [Range<Int>], looks: Int, scalars: [Unicode.Scalar]) {
        let counted = CountedScalars(scalars: Array(text.unicodeScalars))
        var search = EmailSearch(counted)
        var found: [Range<Int>] = []
        while let range = search.next() { found.append(range) }
        return (found, counted.count.looks, counted.scalars)
    }

    private static let pieces = [
        "@", "\u{FF20}", "\u{FE6B}", "%40", "%2540", "%", "4", "0", "2", "5", "25", "a", "é", "1", ".", "-", "+", "\"",
        "[",
        "]", " ", "‹", "›", "/", "\u{E9}", "\u{301}", "\u{A0}",
    ]

    @Test("what is found is what the plain search finds, and every scalar is looked at a few times", arguments: 1...4)
    func sameAsPlain(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var addresses = 0
        for _ in 0..<4_000 {
            // Few pieces at a time, so that what goes badly together meets.
            let pieces = (0..<Int.random(in: 2...8, using: &generator)).compactMap { _ in
                Self.pieces.randomElement(using: &generator)
            }
            let text = (0..<Int.random(in: 0...24, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            let (found, looks, scalars) = looks(at: text)
            #expect(found == PlainSearch(scalars: scalars).all(), "\(text.debugDescription)")
            #expect(looks <= Self.looksPerScalar * scalars.count, "\(text.debugDescription)")
            addresses += found.count
        }
        #expect(addresses > 400)
    }

    /// More than it takes, and far less than what is not linear takes.
    private static let looksPerScalar = 16

    @Test(
        "the work is linear in the text",
        arguments: [
            "%40", "%2540", "\u{FF20}", "\u{FE6B}", "@", "%40%40a ", "%40.", "x%40", "x%40.", "1%40 ", "a\u{FF20}",
            "\"@",
            "\"\u{FF20}1", "a@[", "\"a\"@1", "a@b", "%25", "25", "é\u{FF20}1", ".%40-",
        ])
    func linear(piece: String) {
        for text in ["", "a", "\"", "@b"].flatMap({ end in
            [String(repeating: piece, count: 2_000) + end, end + String(repeating: piece, count: 2_000)]
        }) {
            let (_, looks, scalars) = looks(at: text)
            #expect(looks <= Self.looksPerScalar * scalars.count)
        }
    }
}
