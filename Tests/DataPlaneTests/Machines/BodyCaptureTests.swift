import NIOCore
import Testing

@testable import DataPlane

@Suite("The capture of a body")
struct BodyCaptureTests {
    private func captured(_ pieces: [ByteBuffer], announced: Int = 0, limit: Int = 10_000) -> BodyCapture {
        var capture = BodyCapture(limit: limit)
        capture.announcedLength = announced
        for piece in pieces { capture.append(piece) }
        return capture
    }

    @Test("pieces are put together in order, announced or not", arguments: [0, 6, 7, 100])
    func together(announced: Int) {
        let capture = captured(["ab", "cd", "ef"].map { ByteBuffer(string: $0) }, announced: announced)
        #expect(String(buffer: capture.bytes) == "abcdef")
        #expect(capture.length == 6)
        #expect(capture.isWhole)
    }

    @Test("a body that comes at once is kept by reference")
    func byReference() {
        let body = ByteBuffer(repeating: 0x61, count: 2_000)
        let capture = captured([body], announced: 2_000)
        let isShared = capture.bytes.withUnsafeReadableBytes { kept in
            body.withUnsafeReadableBytes { kept.baseAddress == $0.baseAddress }
        }
        #expect(isShared)
    }

    @Test("a small part of a large buffer is copied, so that the buffer is let go")
    func smallPart() throws {
        let buffer = ByteBuffer(repeating: 0x61, count: 64 * 1024)
        let body = try #require(buffer.getSlice(at: 10, length: 600))
        let capture = captured([body], announced: 600)
        #expect(capture.bytes == body)
        #expect(capture.bytes.storageCapacity < 2_000)
    }

    @Test("who announces much and sends little takes little memory")
    func announcedOnly() {
        let capture = captured([ByteBuffer(string: "x")], announced: 100_000_000, limit: 1_000_000_000)
        #expect(capture.isWhole)
        #expect(capture.bytes.storageCapacity <= 128 * 1024)
    }

    @Test("nothing is kept of a body that is, or is announced to be, over the limit")
    func overTheLimit() {
        let found = captured([ByteBuffer(string: "abc"), ByteBuffer(string: "def")], limit: 5)
        #expect(found.bytes.readableBytes == 0)
        #expect(!found.isWhole)
        #expect(found.length == 6)
        let announced = captured([ByteBuffer(string: "abc")], announced: 6, limit: 5)
        #expect(announced.bytes.readableBytes == 0)
        #expect(!announced.isWhole)
    }
}
