import NIOCore
import Testing

@testable import DataPlane

@Suite("The buffers of heads")
struct HeadBuffersTests {
    private func head(_ text: String, from buffers: HeadBuffers, expected: Int = 100, room: Int = 0) -> ByteBuffer {
        buffers.head(expected: expected, room: room) { head in
            for character in text { head.append(string: String(character)) }
        }
    }

    private func address(_ buffer: ByteBuffer) -> UnsafeRawPointer? { buffer.withVeryUnsafeBytes { $0.baseAddress } }

    @Test("a head that is longer than expected is written again, and whole", arguments: [0, 1, 99, 100, 101, 5_000])
    func longer(length: Int) {
        let text = String(repeating: "abcdefghij", count: length / 10 + 1).prefix(length)
        #expect(String(buffer: head(String(text), from: HeadBuffers())) == text)
    }

    @Test("what is appended stands in order, whatever it comes from")
    func pieces() {
        let written = HeadBuffers().head(expected: 64, room: 0) { head in
            head.append("GET")
            Array(" /path ".utf8).withUnsafeBytes { head.append($0, 1..<6) }
            head.append(string: String(repeating: "é", count: 10))
            head.append(hexadecimal: 0xAB)
        }
        #expect(String(buffer: written) == "GET/path" + String(repeating: "é", count: 10) + "00000000000000ab")
    }

    @Test("there is room for what comes behind a head, in a buffer that was used before too")
    func room() {
        let buffers = HeadBuffers()
        for length in [10, 20, 10] {
            var written = head(String(repeating: "x", count: length), from: buffers, expected: 32, room: 2_000)
            #expect(written.writableBytes >= 2_000)
            let before = address(written)
            written.writeRepeatingByte(0, count: 2_000)
            #expect(address(written) == before)
            buffers.giveBack(written)
        }
    }

    @Test("a buffer that was given back is used again, unless somebody still holds it")
    func reuse() {
        let buffers = HeadBuffers()
        var first: ByteBuffer? = head("first", from: buffers)
        let before = first.map(address)
        buffers.giveBack(first ?? ByteBuffer())
        first = nil
        let second = head("second", from: buffers)
        #expect(address(second) == before)
        buffers.giveBack(second)
        let third = head("third", from: buffers)
        #expect(String(buffer: second) == "second" && String(buffer: third) == "third")
    }

    @Test("a large buffer is not kept")
    func large() {
        let buffers = HeadBuffers()
        buffers.giveBack(ByteBuffer(repeating: 0, count: 64 * 1024))
        #expect(head("small", from: buffers).storageCapacity < 1_024)
    }
}
