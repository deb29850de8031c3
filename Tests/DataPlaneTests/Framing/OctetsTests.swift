import Testing

@testable import DataPlane

@Suite("Octets")
struct OctetsTests {
    @Test("a token ends at the first octet that may not stand in one, wherever that is and whichever it is")
    func endOfToken() {
        let name = Array("X-Forwarded-For-The-Zone".utf8)
        for length in 1...name.count {
            for place in 0..<length {
                for octet in UInt8.min...UInt8.max {
                    var bytes = Array(name[..<length])
                    bytes[place] = octet
                    let end = bytes.firstIndex { !Octets.isToken($0) } ?? length
                    #expect(bytes.withUnsafeBytes { Octets.endOfToken($0, 0..<length) } == end, "\(bytes)")
                }
            }
        }
    }

    @Test("two octets of which the first spills over into the second are told apart")
    func pairs() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [UInt8(ascii: "a"), first, second] + Array("lphabet".utf8)
                let end = bytes.firstIndex { !Octets.isToken($0) } ?? bytes.count
                #expect(bytes.withUnsafeBytes { Octets.endOfToken($0, 0..<bytes.count) } == end, "\(bytes)")
            }
        }
    }

    @Test("a token ends with its range, whatever stands behind it")
    func range() {
        let end = Array("abcdefghijklmnop".utf8).withUnsafeBytes { Octets.endOfToken($0, 2..<5) }
        #expect(end == 5)
    }

    @Test(
        "a word is recognised in any case, and nothing else is",
        arguments: ["host", "content-length", "100-continue", "x-netlify-original-pathname"])
    func equals(text: String) {
        func isEqual(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBytes { raw in
                switch text {
                case "host": Octets.equals(raw, 0..<raw.count, "host")
                case "content-length": Octets.equals(raw, 0..<raw.count, "content-length")
                case "100-continue": Octets.equals(raw, 0..<raw.count, "100-continue")
                default: Octets.equals(raw, 0..<raw.count, "x-netlify-original-pathname")
                }
            }
        }
        let word = Array(text.utf8)
        #expect(isEqual(word) && isEqual(Array(text.uppercased().utf8)))
        #expect(!isEqual(word + [0x61]) && !isEqual(Array(word.dropLast())))
        for place in word.indices {
            // Control characters cannot come here: no line of a head holds them.
            for octet in UInt8(0x20)...UInt8.max {
                var other = word
                other[place] = octet
                #expect(isEqual(other) == (Octets.lowercased(octet) == word[place]), "\(other)")
            }
        }
    }
}
