import NIOCore
import Testing

@testable import DataPlane

@Suite("The chunked coding")
struct ChunkedDecoderTests {
    private func decode(_ pieces: [ArraySlice<UInt8>]) throws -> (data: String, trailers: String?, rest: String)? {
        var decoder = ChunkedDecoder(limits: FramingLimits())
        var buffer = ByteBuffer()
        var data = ""
        var end: (String, String?)?
        for piece in pieces {
            buffer.writeBytes(piece)
            guard end == nil else { continue }
            while let event = try decoder.next(&buffer) {
                switch event {
                case .data(let bytes): data += String(buffer: bytes)
                case .end(let trailers): end = (data, trailers.map { String(buffer: $0) })
                }
            }
        }
        return end.map { ($0.0, $0.1, String(buffer: buffer)) }
    }

    @Test(
        "what follows the last chunk is left alone, however the bytes are split",
        arguments: [
            ("0\r\n\r\n", "", nil), ("1\r\na\r\n0\r\n\r\nrest", "a", nil),
            ("a;b\r\n0123456789\r\n0\r\nT: 1\r\n\r\nrest", "0123456789", "T: 1\r\n"),
        ] as [(String, String, String?)])
    func end(_ text: String, _ data: String, _ trailers: String?) throws {
        for pieces in splits(Array(text.utf8)) {
            let result = try #require(try decode(pieces))
            #expect(result.data == data)
            #expect(result.trailers == trailers)
            #expect(result.rest == (text.hasSuffix("rest") ? "rest" : ""))
        }
    }

    @Test("fifteen digits are a size, sixteen are refused")
    func digits() throws {
        var decoder = ChunkedDecoder(limits: FramingLimits())
        var fitting = ByteBuffer(string: "FFFFFFFFFFFFFFF\r\na")
        #expect(try decoder.next(&fitting) == .data(ByteBuffer(string: "a")))
        var refusing = ChunkedDecoder(limits: FramingLimits())
        var tooLong = ByteBuffer(string: "0000000000000001\r\na")
        #expect(throws: FramingError.self) { try refusing.next(&tooLong) }
    }
}
