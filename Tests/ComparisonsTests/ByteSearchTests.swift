import Testing

@testable import Comparisons

@Suite("A search for a word")
struct ByteSearchTests {
    private let search = ByteSearch("\"success\"", pairAt: 3)

    private func isFound(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { search.isFound(in: $0) } }

    @Test("the word is found wherever it stands, in bodies of every length")
    func found() {
        let word = Array("\"success\"".utf8)
        for length in word.count..<140 {
            for start in 0...(length - word.count) {
                var bytes = [UInt8](repeating: UInt8(ascii: "c"), count: length)
                #expect(!isFound(bytes))
                bytes.replaceSubrange(start..<start + word.count, with: word)
                #expect(isFound(bytes), "\(start) of \(length)")
            }
        }
    }

    @Test(
        "what is nearly the word is not found",
        arguments: ["", "\"", "cc", "\"success", "success\"", "\"succes\"", "\"sucess\""])
    func near(text: String) {
        for padding in 0..<70 {
            let blanks = [UInt8](repeating: 0x20, count: padding)
            #expect(!isFound(blanks + Array(text.utf8) + blanks))
        }
    }

    @Test("a pair at the beginning of the word is found at the ends too", arguments: ["\\u0073", "x\\u", "\\u"])
    func escapes(text: String) {
        let isFound = Array(text.utf8).withUnsafeBytes { ByteSearch("\\u", pairAt: 0).isFound(in: $0) }
        #expect(isFound)
    }
}
