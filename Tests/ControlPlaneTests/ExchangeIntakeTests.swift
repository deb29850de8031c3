import NIOCore
import Testing
import Traffic

@testable import Comparisons
@testable import ControlPlane

@Suite("The intake of exchanges")
struct ExchangeIntakeTests {
    @Test("exchanges come out in the order in which they went in")
    func order() {
        let intake = ExchangeIntake()
        for id in ["1", "2", "3"] { intake.append(.sample(id: id)) }
        #expect(intake.takeAll().map(\.id) == ["1", "2", "3"])
        #expect(intake.isEmpty)
    }

    @Test("what exceeds the number stays as a dropped exchange, without its bodies")
    func tooMany() throws {
        let intake = ExchangeIntake(limits: .init(exchanges: 1, bytes: 1_000, dropped: 10))
        intake.append(.sample(id: "kept"))
        intake.append(.sample(id: "dropped", isRequestComplete: false))
        let all = intake.takeAll()
        #expect(all.map(\.id) == ["kept", "dropped"])
        #expect(all[0].mirrored?.answer != nil)
        #expect(all[1].mirrored?.outcome == .shed)
        #expect(all[1].served.answer?.body.readableBytes == 0)
        #expect(all[0].isRequestComplete && !all[1].isRequestComplete)
        #expect(intake.lost == 0)
    }

    @Test("what exceeds the bytes is dropped, and a smaller one behind it is kept")
    func tooLarge() {
        let intake = ExchangeIntake(limits: .init(exchanges: 10, bytes: 500, dropped: 10))
        intake.append(.sample(id: "large", bodyBytes: 400))
        intake.append(.sample(id: "small", bodyBytes: 10))
        let all = intake.takeAll()
        #expect(all.map(\.id) == ["large", "small"])
        #expect(all.first?.mirrored?.outcome == .shed)
    }

    @Test("a dropped exchange keeps no buffer that a socket was read into")
    func droppedIsSmall() throws {
        let intake = ExchangeIntake(limits: .init(exchanges: 0, bytes: 0, dropped: 10))
        // As they come from a socket: slices of one large buffer.
        var read = ByteBuffer(string: "GET /orders HTTP/1.1\r\n")
        read.writeRepeatingByte(UInt8(ascii: "x"), count: 64 * 1024)
        let head = try #require(read.getSlice(at: 0, length: 22))
        let body = try #require(read.getSlice(at: 22, length: 64 * 1024))
        intake.append(
            .sample(
                request: CapturedRequest(head: MessageHead(bytes: head), body: body),
                served: Answer(status: 200, head: MessageHead(bytes: head), body: body)))
        let dropped = try #require(intake.takeAll().first)
        let answer = try #require(dropped.served.answer)
        #expect(dropped.request.target == "/orders")
        #expect(answer.status == 200 && answer.bodyLength == 64 * 1024)
        let kept = [dropped.request.head.bytes, dropped.request.body, answer.head.bytes, answer.body]
        #expect(kept.reduce(0) { $0 + $1.storageCapacity } < 256)
    }

    @Test("of a dropped request nothing is kept but its start line, and of its id as much as is written down of it")
    func droppedStartLine() throws {
        let intake = ExchangeIntake(limits: .init(exchanges: 0, bytes: 0, dropped: 10))
        let fields = (0..<50).map { "A\($0): \(String(repeating: "x", count: 1_000))" }.joined(separator: "\n")
        intake.append(
            .sample(
                id: String(repeating: "i", count: 60_000),
                request: CapturedRequest(head: MessageHead(text: "GET /orders?a=b HTTP/1.1\n" + fields))))
        let dropped = try #require(intake.takeAll().first)
        #expect(dropped.request.head == MessageHead(text: "GET /orders?a=b HTTP/1.1"))
        #expect(dropped.id.utf8.count == RequestID.readBytes)
    }

    @Test("what is dropped is bounded by bytes too, and the room is given back")
    func droppedBytes() {
        let target = String(repeating: "x", count: 1_000)
        func request() -> Exchange {
            .sample(request: CapturedRequest(head: MessageHead(text: "GET /\(target) HTTP/1.1")))
        }
        let intake = ExchangeIntake(limits: .init(exchanges: 0, bytes: 0, dropped: 100, droppedBytes: 5_000))
        for _ in 0..<10 { intake.append(request()) }
        #expect(intake.lost == 6)
        #expect(intake.takeAll().count == 4)
        intake.append(request())
        #expect(intake.takeAll().count == 1)
        #expect(intake.lost == 6)
    }

    @Test("all that others make long takes room: heads, bodies, trailers, ids and keys of users")
    func room() {
        let intake = ExchangeIntake()
        func bytes(_ exchange: Exchange) -> Int {
            let before = intake.bytes
            intake.append(exchange)
            return intake.bytes - before
        }
        func answer(_ fields: String = "", body: Int = 0, trailers: Int? = nil) -> Answer {
            Answer(
                status: 200, head: MessageHead(text: "HTTP/1.1 200 OK\n" + fields),
                body: ByteBuffer(repeating: 0x78, count: body),
                trailers: trailers.map { MessageHead(bytes: ByteBuffer(repeating: 0x78, count: $0)) })
        }
        let plain = bytes(.sample(id: "1", served: answer()))
        #expect(bytes(.sample(id: "1", served: answer(body: 1_000))) == plain + 1_000)
        #expect(bytes(.sample(id: "1", served: answer(trailers: 60_000))) == plain + 60_000)
        #expect(bytes(.sample(id: "1", served: answer("A: " + String(repeating: "x", count: 95)))) == plain + 100)
        let request = CapturedRequest(head: MessageHead(text: "GET /1 HTTP/1.1"), body: ByteBuffer(string: "body"))
        #expect(bytes(.sample(id: "12345", request: request, served: answer())) == plain + 8)
        #expect(bytes(.sample(id: "1", userKey: "somebody", served: answer())) == plain + 8)
    }

    @Test("room is given back when an exchange has been dealt with, not when it is taken")
    func roomIsTakenUntilTheEnd() {
        let intake = ExchangeIntake(limits: .init(exchanges: 1, bytes: 1_000, dropped: 10))
        intake.append(.sample(id: "first"))
        for waiting in intake.take() {
            intake.append(.sample(id: "meanwhile"))
            intake.giveBack(waiting)
        }
        #expect(intake.takeAll().first?.mirrored?.outcome == .shed)
    }

    @Test("beyond the second bound only the number is kept")
    func lost() {
        let intake = ExchangeIntake(limits: .init(exchanges: 1, bytes: 1_000, dropped: 1))
        for id in ["1", "2", "3", "4"] { intake.append(.sample(id: id)) }
        #expect(intake.lost == 2)
        #expect(intake.takeAll().count == 2)
    }

    @Test("taking everything makes room again")
    func roomAgain() {
        let intake = ExchangeIntake(limits: .init(exchanges: 1, bytes: 1_000, dropped: 0))
        for _ in 0..<3 {
            intake.append(.sample())
            #expect(intake.takeAll().count == 1)
        }
        #expect(intake.lost == 0)
    }
}

extension ExchangeIntake {
    fileprivate func takeAll() -> [Exchange] {
        take().reversed().map { waiting in
            giveBack(waiting)
            return waiting.exchange
        }
    }
}
