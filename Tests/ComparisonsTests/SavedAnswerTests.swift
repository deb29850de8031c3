import Comparisons
import NIOCore
import Testing
import Traffic

/// Answers as people save them.
@Suite("Saved answers")
struct SavedAnswerTests {
    @Test(
        "status, fields and body are read, whatever ends the lines",
        arguments: [
            "HTTP/1.1 200 OK\r\nA: 1\r\nB:2 \r\n\r\nx\r\ny", "HTTP/1.1 200 OK\nA: 1\nB:2 \n\nx\r\ny",
            "HTTP/2 200 \r\nA: 1\r\nB:2\r\n\r\nx\r\ny",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\nx\r\ny",
            "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\nx\r\ny",
            "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\nHTTP/2 200\r\nA: 1\r\nB: 2\r\n\r\nx\r\ny",
            "HTTP/1.1 200 OK\r\nA:\r\n 1\r\nB: 2\r\n\r\nx\r\ny",
        ])
    func read(text: String) throws {
        let answer = try SavedAnswer.parse(Array(text.utf8))
        #expect(answer.status == 200)
        #expect(answer.head.fields.map(\.name) == ["A", "B"])
        #expect(answer.head.fields.map(\.value) == ["1", "2"])
        #expect(String(buffer: answer.body) == "x\r\ny")
        #expect(answer.isCapturedWhole)
    }

    @Test(
        "a head without a body, and a body that looks like a head",
        arguments: ["HTTP/1.1 204 No Content", "HTTP/1.1 204 No\r\nA: b", "HTTP/1.1 204 No\n\n"])
    func noBody(text: String) throws { #expect(try SavedAnswer.parse(Array(text.utf8)).body.readableBytes == 0) }

    @Test("an error's body may look like an answer")
    func errorBody() throws {
        let answer = try SavedAnswer.parse(Array("HTTP/1.1 502 Bad\n\nHTTP/1.1 200 OK\n\nx".utf8))
        #expect(answer.status == 502)
        #expect(String(buffer: answer.body) == "HTTP/1.1 200 OK\n\nx")
    }

    @Test(
        "what is no answer is refused, with its line",
        arguments: [
            ("", 1), ("{}", 1), ("HTTP/1.1", 1), ("HTTP/1.1 20 OK", 1), ("HTTP/1.1 2000", 1), ("GET / HTTP/1.1\n\n", 1),
            ("HTTP/1.1 200 OK\nA: 1\nno field\n\n", 3), ("HTTP/1.1 200 OK\n: 1\n\n", 2),
            ("HTTP/1.1 200 OK\nA b: 1\n\n", 2),
            ("HTTP/1.1 100 Continue\n\nHTTP/1.1 x\n\n", 3),
        ] as [(String, Int)])
    func refused(text: String, line: Int) {
        let failure = #expect(throws: SavedAnswer.Failure.self) { try SavedAnswer.parse(Array(text.utf8)) }
        #expect(failure?.line == line)
    }
}
