import NIOCore
import Testing

@testable import DataPlane

@Suite("Trailer fields on their way through")
struct TrailerSectionTests {
    @Test(
        "fields for one connection only are left out, everything else stays as it came",
        arguments: [
            ("Digest: a\r\nB:2 \r\n", "Digest: a\r\nB:2 \r\n"),
            ("Connection: x\r\nDigest: a\r\nKEEP-ALIVE: 1\r\n", "Digest: a\r\n"),
            ("Te: x\r\nUpgrade: x\r\nProxy-Connection: x\r\n", nil),
            ("A: 1\r\nx-HOP: 2\r\nX-Hop-Not: 3\r\nB: 4\r\n", "A: 1\r\nX-Hop-Not: 3\r\nB: 4\r\n"),
        ] as [(String, String?)])
    func endToEnd(_ section: String, _ expected: String?) {
        let kept = TrailerSection.endToEnd(ByteBuffer(string: section), without: ["x-hop"])
        #expect(kept.map { String(buffer: $0) } == expected)
    }
}
