import NIOCore
import Testing
import Traffic

@testable import Comparisons

@Suite("Heads line by line")
struct HeadLinesTests {
    private static let lines = [
        "Date: today", "Date: toady", "Date: tomorrow", "Via: 1.1 one", "Server: s", "Content-Type: text/html",
        "content-type: text/html",
        "Content-Type:  text/html ", "Content-Type: text/plain", "X-A: 1", "X-A: 2", "X-B:", "no field",
    ]

    /// What is compared: the fields that are not left out, in order.
    private func compared(_ head: MessageHead) -> [[String]] {
        head.fields.filter { !["date", "via", "server"].contains($0.name.lowercased()) }
            .map { [$0.name.lowercased(), $0.value] }
    }

    private func areAlike(_ left: MessageHead, _ right: MessageHead) -> Bool {
        left.bytes.withUnsafeReadableBytes { left in
            right.bytes.withUnsafeReadableBytes { right in
                HeadLines.areAlike(left, right) { bytes, line in
                    ["date", "via", "server"].contains { (name: StaticString) in line.isNamed(name, in: bytes) }
                }
            }
        }
    }

    /// The same for whole answers, where most heads are told to be alike by the one line that they differ in.
    private func areAnswersAlike(_ left: MessageHead, _ right: MessageHead) -> Bool {
        let pair = ReadPair(
            Answer(status: 200, head: left, body: ByteBuffer()), Answer(status: 200, head: right, body: ByteBuffer()))
        return LiftedHead.isAlike(pair, withoutETag: false)
    }

    @Test("heads are alike when the fields that count are the same, in the same order")
    func alike() {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var alike = 0
        for _ in 0..<20_000 {
            var first = (0..<random(5)).map { _ in Self.lines[random(Self.lines.count)] }
            var second = first
            if random(3) == 0, !second.isEmpty { second[random(second.count)] = Self.lines[random(Self.lines.count)] }
            for _ in 0..<random(3) {
                second.insert(Self.lines[random(Self.lines.count)], at: random(second.count + 1))
            }
            if random(4) == 0, !first.isEmpty { first.remove(at: random(first.count)) }
            let left = MessageHead(text: (["HTTP/1.1 200 OK"] + first).joined(separator: "\n"))
            let words = ["OK", "KO", "Fine"][random(3)]
            let right = MessageHead(text: (["HTTP/1.1 200 \(words)"] + second).joined(separator: "\n"))
            let expected = compared(left) == compared(right)
            #expect(areAlike(left, right) == expected, "\(first) \(second)")
            #expect(areAlike(right, left) == expected, "\(first) \(second)")
            #expect(areAnswersAlike(left, right) == expected, "\(first) \(second)")
            #expect(areAnswersAlike(right, left) == expected, "\(first) \(second)")
            if expected { alike += 1 }
        }
        #expect(alike > 2_000 && alike < 18_000)
    }

    @Test(
        "the first content type counts, and any content coding, in any case",
        arguments: [
            ([], nil, false), (["Content-Type: a/b"], "a/b", false),
            (["X: 1", "cOnTeNt-TyPe:\t a/b \t"], "a/b", false),
            (["Content-Type: a/b", "Content-Type: c/d"], "a/b", false), (["Content-Length: 1"], nil, false),
            (["Content-Type:"], "", false), (["Content-Type a/b"], nil, false), (["Content-Types: a/b"], nil, false),
            (["X-Content-Type: a/b", "CONTENT-ENCODING: gzip"], nil, true), (["Content"], nil, false),
            (["Content-Encoding:", "Content-Type: a/b"], "a/b", true),
        ] as [([String], String?, Bool)])
    func contentFields(_ lines: [String], _ type: String?, _ hasCoding: Bool) {
        let head = MessageHead(text: (["HTTP/1.1 200 Content-Type: no"] + lines).joined(separator: "\n"))
        head.bytes.withUnsafeReadableBytes { bytes in
            let fields = HeadLines.contentFields(in: bytes)
            #expect(fields.type.map { String(decoding: bytes[$0], as: UTF8.self) } == type)
            #expect(fields.hasCoding == hasCoding)
        }
    }

    @Test("what the second of two heads says is its own, also where it is said in other octets or of another type")
    func forms() {
        let heads = [
            [], ["Content-Type: text/html"], ["Content-Type: text/HTML"], ["Content-Type: text/csv "],
            ["Content-Type: text/html", "X: 1"], ["Content-Type: text/html", "X: 2"], ["Content_Type: text/html"],
            ["Content-Type: application/json; charset=utf-8"],
            ["Content-Type: application/json", "Content-Encoding: gzip"], ["Content-Encoding: br"],
        ].map { MessageHead(text: (["HTTP/1.1 200 OK"] + $0).joined(separator: "\n")) }
        func isSame(_ form: BodyForm, _ other: BodyForm) -> Bool {
            form.codings == other.codings && form.type == other.type && form.field == other.field
        }
        for left in heads {
            for right in heads {
                let pair = ReadPair(
                    Answer(status: 200, head: left, body: ByteBuffer()),
                    Answer(status: 200, head: right, body: ByteBuffer()))
                #expect(isSame(pair.legacy.form, BodyForm(left)) && isSame(pair.candidate.form, BodyForm(right)))
            }
        }
        #expect(BodyForm(heads[8]).codings == [.gzip] && BodyForm(heads[7]).field?["charset"] == "utf-8")
    }

    @Test("a line cut off before its end counts like a whole one")
    func cutOff() {
        let whole = MessageHead(text: "HTTP/1.1 200 OK\nX-A: 1\nX-B: 2")
        let cut = MessageHead(bytes: ByteBuffer(string: "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2"))
        #expect(areAlike(whole, cut) && areAlike(cut, whole))
        #expect(!areAlike(whole, MessageHead(bytes: ByteBuffer(string: "HTTP/1.1 200 OK"))))
        #expect(areAlike(MessageHead(bytes: ByteBuffer()), MessageHead(text: "HTTP/1.1 200 OK")))
    }
}
