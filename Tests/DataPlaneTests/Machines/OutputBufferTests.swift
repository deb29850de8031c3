import NIOCore
import Testing

@testable import DataPlane

@Suite("The output buffer")
struct OutputBufferTests {
    private let large = ByteBuffer(repeating: 0x61, count: OutputBuffer.copyLimit + 1)

    @Test("a head and a short body leave together")
    func together() {
        var output = OutputBuffer()
        #expect(output.write(ByteBuffer(string: "head")) == .nothing)
        #expect(output.write(ByteBuffer(string: "body")) == .nothing)
        #expect(output.flush() == .one(ByteBuffer(string: "headbody")))
        #expect(output.flush() == nil)
    }

    @Test("a large piece goes through by reference, behind what was held")
    func largePiece() {
        var output = OutputBuffer()
        #expect(output.write(large) == .one(large))
        #expect(output.write(ByteBuffer(string: "head")) == .nothing)
        #expect(output.write(large) == .two(ByteBuffer(string: "head"), large))
        #expect(output.flush() == .nothing)
        #expect(output.flush() == nil)
    }

    @Test("many small pieces are held up to a bound, in order")
    func bounded() {
        var output = OutputBuffer()
        var written = ByteBuffer()
        var handedOver = ByteBuffer()
        for number in 0..<200 {
            let piece = ByteBuffer(repeating: UInt8(number), count: 1_000)
            written.writeImmutableBuffer(piece)
            guard case .one(let bytes) = output.write(piece) else { continue }
            #expect(bytes.readableBytes <= 16 * 1024)
            handedOver.writeImmutableBuffer(bytes)
        }
        if case .one(let rest) = output.flush() { handedOver.writeImmutableBuffer(rest) }
        #expect(handedOver == written)
    }

    @Test("what is held does not change what it was made from")
    func copies() {
        var output = OutputBuffer()
        let head = ByteBuffer(string: "head")
        _ = output.write(head)
        _ = output.write(ByteBuffer(string: "body"))
        #expect(head == ByteBuffer(string: "head"))
    }
}
