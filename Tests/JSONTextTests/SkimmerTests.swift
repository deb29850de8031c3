import JSONText
import Testing

/// Reading JSON without keeping it.
@Suite("Skimming JSON texts")
struct SkimmerTests {
    /// Reads a text to its end, as often as needed.
    private func isRead(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var skimmer = JSONSkimmer(buffer)
            do throws(JSONError) {
                repeat { try skimmer.advance() } while !skimmer.isAtEnd
            } catch {
                return false
            }
            skimmer.skipBlanks()
            return skimmer.index == buffer.count
        }
    }

    @Test("it accepts what a tape accepts", arguments: ConformanceTests.accepted)
    func accepts(_ text: String) { #expect(isRead(Array(text.utf8))) }

    @Test("it refuses what a tape refuses", arguments: ConformanceTests.refused.map(\.bytes))
    func refuses(_ bytes: [UInt8]) { #expect(!isRead(bytes)) }

    @Test("read to any offset, it knows what is open there, and goes on in another text with the same beginning")
    func everyOffset() throws {
        let text = Array(#" { "a" : [ 1, {"\u0062":"}]\"", "c":12} ], "d":-1.5e3 , "e":{} } "#.utf8)
        try text.withUnsafeBytes { buffer in
            for offset in 0...text.count {
                var skimmer = JSONSkimmer(buffer)
                try skimmer.advance(to: offset)
                #expect(skimmer.index <= offset)
                #expect(skimmer.levels.map(\.isObject) == Self.open(in: text[..<offset]))
                if offset > 0 {
                    let number = text[offset - 1]
                    if number &- 0x30 < 10, !skimmer.levels.isEmpty { #expect(skimmer.index < offset) }
                }
                let copy = text
                try copy.withUnsafeBytes { other in
                    var continued = skimmer.continued(in: other)
                    while !continued.isAtEnd { try continued.advance() }
                    #expect(continued.index == text.count - 1)
                }
            }
        }
    }

    /// The containers open at the end of a text, by brackets outside of strings.
    private static func open(in text: ArraySlice<UInt8>) -> [Bool] {
        var result: [Bool] = []
        var isInString = false
        var isEscaped = false
        for byte in text {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): result.append(byte == UInt8(ascii: "{"))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): result.removeLast()
            default: continue
            }
        }
        return result
    }

    @Test("keys on the way are told with their escapes resolved")
    func keys() throws {
        let text = Array(#"{"x":0,"a\n\u00e9\ud834\udd1e":{"":{"b":1"#.utf8)
        try text.withUnsafeBytes { buffer in
            var skimmer = JSONSkimmer(buffer)
            try skimmer.advance(to: text.count)
            #expect(skimmer.levels.indices.map { skimmer.key(ofLevel: $0) } == ["a\né𝄞", "", "b"])
        }
    }
}
