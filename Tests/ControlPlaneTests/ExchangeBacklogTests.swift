import NIOCore
import Testing
import Traffic

@testable import ControlPlane

@Suite("The backlog of exchanges")
struct ExchangeBacklogTests {
    @Test("exchanges come out in the order in which they went in")
    func order() {
        var backlog = ExchangeBacklog()
        for id in ["1", "2", "3"] { backlog.append(.sample(id: id)) }
        #expect(backlog.takeAll().map(\.id) == ["1", "2", "3"])
        #expect(backlog.isEmpty)
    }

    @Test("what exceeds the number stays as a dropped exchange, without its bodies")
    func tooMany() throws {
        var backlog = ExchangeBacklog(limits: .init(exchanges: 1, bytes: 1_000, dropped: 10))
        backlog.append(.sample(id: "kept"))
        backlog.append(.sample(id: "dropped"))
        let all = backlog.takeAll()
        #expect(all.map(\.id) == ["kept", "dropped"])
        #expect(all[0].mirrored?.answer != nil)
        #expect(all[1].mirrored?.outcome == .shed)
        #expect(all[1].served.answer?.body.readableBytes == 0)
        #expect(backlog.lost == 0)
    }

    @Test("what exceeds the bytes is dropped, and a smaller one behind it is kept")
    func tooLarge() {
        var backlog = ExchangeBacklog(limits: .init(exchanges: 10, bytes: 500, dropped: 10))
        backlog.append(.sample(id: "large", bodyBytes: 400))
        backlog.append(.sample(id: "small", bodyBytes: 10))
        let all = backlog.takeAll()
        #expect(all.map(\.id) == ["small", "large"])
        #expect(all.last?.mirrored?.outcome == .shed)
    }

    @Test("beyond the second bound only the number is kept")
    func lost() {
        var backlog = ExchangeBacklog(limits: .init(exchanges: 1, bytes: 1_000, dropped: 1))
        for id in ["1", "2", "3", "4"] { backlog.append(.sample(id: id)) }
        #expect(backlog.lost == 2)
        #expect(backlog.takeAll().count == 2)
    }

    @Test("taking everything makes room again")
    func room() {
        var backlog = ExchangeBacklog(limits: .init(exchanges: 1, bytes: 1_000, dropped: 0))
        for _ in 0..<3 {
            backlog.append(.sample())
            #expect(backlog.takeAll().count == 1)
        }
        #expect(backlog.lost == 0)
    }
}
