import Testing

@testable import DataPlane

@Suite("Hexadecimal digits")
struct HexadecimalTests {
    @Test(
        "sixteen lower-case digits, highest first",
        arguments: [
            (UInt64(0), "0000000000000000"), (.max, "ffffffffffffffff"),
            (0x0123_4567_89AB_CDEF, "0123456789abcdef"), (0xFEDC_BA98_7654_3210, "fedcba9876543210"),
            (10, "000000000000000a"),
        ]
    )
    func digits(word: UInt64, text: String) {
        #expect(withUnsafeBytes(of: Hexadecimal.octets(of: word)) { String(decoding: $0, as: UTF8.self) } == text)
        #expect(Hexadecimal.text(word, 0) == text + "0000000000000000")
        #expect(Hexadecimal.text(0, word) == "0000000000000000" + text)
    }
}
