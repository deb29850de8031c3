import NIOCore
import Testing
import Traffic

@Suite("Message heads")
struct MessageHeadTests {
    private func head(_ text: String) -> MessageHead { MessageHead(bytes: ByteBuffer(string: text)) }

    @Test("order, case and repetition of fields survive")
    func fields() {
        let head = head("HTTP/1.1 200 OK\r\nB: 1\r\na: 2\r\nB:3\r\nEmpty:\r\nBlank: \t x y \t\r\nColon: a:b\r\n")
        #expect(head.startLine == "HTTP/1.1 200 OK")
        #expect(
            head.fields == [
                .init(name: "B", value: "1"), .init(name: "a", value: "2"), .init(name: "B", value: "3"),
                .init(name: "Empty", value: ""), .init(name: "Blank", value: "x y"), .init(name: "Colon", value: "a:b"),
            ])
    }

    @Test("the first field of a name, in any case")
    func first() {
        let head = head("GET / HTTP/1.1\r\nX-A: 1\r\nx-a: 2\r\n")
        #expect(head.first("x-A") == "1")
        #expect(head.first("x-b") == nil)
    }

    @Test("a head of nothing but a start line has no fields", arguments: ["GET / HTTP/1.1\r\n", "GET / HTTP/1.1", ""])
    func noFields(_ text: String) { #expect(head(text).fields.isEmpty) }

    @Test("a head from text has CRLF at its line ends")
    func fromText() {
        let head = MessageHead(text: "GET / HTTP/1.1\nHost: a\r\nB: c")
        #expect(String(buffer: head.bytes) == "GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n")
    }

    @Test("method and target come from the request line as they are")
    func request() {
        let request = CapturedRequest(head: MessageHead(text: "get /a%2Fb?x=1%20 HTTP/1.1"))
        #expect(request.method == "get")
        #expect(request.target == "/a%2Fb?x=1%20")
        #expect(CapturedRequest(head: MessageHead(text: "")).target == "")
    }

    @Test("an answer is captured whole when as much arrived as was kept")
    func capture() {
        let head = MessageHead(text: "HTTP/1.1 200 OK")
        #expect(Answer(status: 200, head: head, body: ByteBuffer(string: "abc")).isCapturedWhole)
        #expect(!Answer(status: 200, head: head, body: ByteBuffer(string: "abc"), bodyLength: 4).isCapturedWhole)
    }
}

@Suite("Words")
struct WordTests {
    @Test("safe methods read and others write, unless the route says so")
    func operations() {
        let derived = Route(name: "r", path: .anything)
        for method in ["GET", "HEAD", "OPTIONS", "TRACE"] { #expect(derived.operation(ofMethod: method) == .read) }
        for method in ["POST", "PUT", "DELETE", "PATCH", "get"] {
            #expect(derived.operation(ofMethod: method) == .write)
        }
        #expect(Route(name: "r", path: .anything, operation: .read).operation(ofMethod: "POST") == .read)
    }

    static let strings: [(String, String)] = [
        ("", #""""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t\u{1}\u{1F}", #""\n\r\t\u0001\u001f""#), ("é𝄞/", "\"é𝄞/\""),
    ]

    @Test("a text becomes a JSON string", arguments: strings)
    func quoted(_ text: String, _ expected: String) { #expect(JSONFragment(string: text).text == expected) }
}
