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

    @Test("random bytes never crash a decoder, and mean the same in whatever pieces they come", arguments: 0..<200)
    func fuzz(_ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let seeds = RequestDecoderTests.acceptances.map(\.request) + RequestDecoderTests.refusals.map(\.request)
        var bytes = Array(seeds[Int(random.next() % UInt64(seeds.count))].utf8.prefix(2_000))
        for _ in 0..<Int(random.next() % 4) {
            let index = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 3 {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
            default: if bytes.count > 1 { bytes.remove(at: index) }
            }
        }
        let whole = decodeRequests([bytes[...]])
        #expect(decodeRequests(bytes.indices.map { bytes[$0...$0] }) == whole)
        let cut = Int(random.next() % UInt64(bytes.count))
        #expect(decodeRequests([bytes[..<cut], bytes[cut...]]) == whole)
    }
}

/// A small generator with a seed (SplitMix64), so that a failing case can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
