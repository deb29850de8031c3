import NIOCore
import Testing

@testable import DataPlane

@Suite("Answers are read strictly")
struct AnswerDecoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var answer: String
        var toHead = false
        var toUpgrade = false
        var body: String? = ""
        var trailers: String?
        /// Heads of interim answers before the final one.
        var interims = 0
        /// Whether the answer is complete before the connection closes.
        var isEnded = true
        /// Whether the end of the connection is a proper end.
        var isClean = true
    }

    static let cases: [Case] = [
        Case(testDescription: "a length", answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", body: "hi"),
        Case(testDescription: "a length of 0", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Case(
            testDescription: "chunks and trailers",
            answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\n\r\n", body: "hi",
            trailers: "A: b\r\n"),
        Case(
            testDescription: "until the connection closes", answer: "HTTP/1.1 200 OK\r\n\r\nhello", body: "hello",
            isEnded: false),
        Case(
            testDescription: "a length that is not reached", answer: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi",
            body: "hi", isEnded: false, isClean: false),
        Case(
            testDescription: "chunks without a last one",
            answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", body: "hi", isEnded: false,
            isClean: false),
        Case(testDescription: "204", answer: "HTTP/1.1 204 No Content\r\n\r\n"),
        Case(testDescription: "204 with a length", answer: "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n"),
        Case(testDescription: "304", answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n"),
        Case(testDescription: "HEAD", answer: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", toHead: true),
        Case(
            testDescription: "HEAD, chunked", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            toHead: true),
        Case(
            testDescription: "two interim answers",
            answer: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 204 X\r\n\r\n", interims: 2
        ),
        Case(testDescription: "no reason phrase", answer: "HTTP/1.1 204 \r\n\r\n"),
        Case(testDescription: "neither blank nor reason phrase", answer: "HTTP/1.1 204\r\n\r\n"),
        Case(
            testDescription: "101 where it was asked for", answer: "HTTP/1.1 101 Switching\r\n\r\nbytes\0",
            toUpgrade: true, body: "bytes\0", isEnded: false),
    ]

    @Test("content ends where framing says, however the bytes are split", arguments: cases)
    func accepted(_ given: Case) {
        let bytes = Array(given.answer.utf8)
        for pieces in splits(bytes) {
            let (decoded, isClean) = decodeAnswer(pieces, toHead: given.toHead, toUpgrade: given.toUpgrade)
            #expect(decoded.error == nil)
            #expect(decoded.messages.count == given.interims + 1)
            #expect(decoded.messages.last?.body == given.body)
            #expect(decoded.messages.last?.trailers == given.trailers)
            #expect(!decoded.isOpen == given.isEnded)
            #expect(isClean == given.isClean)
        }
    }

    @Test(
        "what is no HTTP/1.1 answer is refused, however the bytes are split",
        arguments: [
            "garbage\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 999 No\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1 200 O\0K\r\n\r\n", "HTTP/1.1 200 OK\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/1.1 204 X\r\nConnection: \((0..<65).map { "A\($0)" }.joined(separator: ", "))\r\n\r\n",
        ])
    func refused(_ answer: String) {
        let bytes = Array(answer.utf8)
        let (whole, _) = decodeAnswer([bytes[...]])
        #expect(whole.error != nil)
        for pieces in splits(bytes) {
            let (decoded, isClean) = decodeAnswer(pieces)
            #expect(decoded == whole)
            #expect(!isClean)
        }
    }

    @Test("surplus bytes are seen")
    func surplus() throws {
        var decoder = AnswerDecoder(limits: FramingLimits())
        decoder.expectAnswer(toHead: false)
        decoder.receive(ByteBuffer(string: "HTTP/1.1 204 X\r\n\r\nsurplus"))
        while try decoder.next() != nil {}
        #expect(decoder.hasSurplus)
    }

    @Test(
        "a connection is kept only where both ends know it goes on",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: CLOSE\r\n\r\n", false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\n\r\n", false),
        ])
    func persistence(_ answer: String, _ isPersistent: Bool) throws {
        var decoder = AnswerDecoder(limits: FramingLimits())
        decoder.expectAnswer(toHead: false)
        decoder.receive(ByteBuffer(string: answer))
        guard case .head(let head) = try decoder.next() else { throw HarnessError("no head") }
        #expect(head.isPersistent == isPersistent)
    }
}
