@testable import DataPlane
import NIOCore
import Testing

@Suite("When a name is looked up")
struct NameLookupTests {
    static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    /// A lookup that can be asked inside of an expectation.
    final class Subject {
        private var lookup: NameLookup

        init(interval: TimeAmount) { lookup = NameLookup(interval: interval) }

        var hasEnded: Bool { lookup.hasEnded }
        var addresses: [SocketAddress] { lookup.addresses }

        @discardableResult
        func takeTurn(at now: NIODeadline) -> Bool { lookup.takeTurn(at: now) }

        @discardableResult
        func ended(_ found: [SocketAddress], at now: NIODeadline) -> Bool { lookup.ended(found, at: now) }
    }

    static func address(_ last: Int) throws -> SocketAddress {
        try SocketAddress(ipAddress: "10.0.0.\(last)", port: 80)
    }

    @Test("at once, and then at the interval, one at a time")
    func interval() throws {
        let lookup = Subject(interval: .seconds(30))
        #expect(!lookup.hasEnded)
        #expect(lookup.takeTurn(at: Self.at(0)))
        #expect(!lookup.takeTurn(at: Self.at(100)), "one is under way")
        #expect(lookup.ended([try Self.address(1)], at: Self.at(100)))
        #expect(lookup.hasEnded)
        #expect(!lookup.takeTurn(at: Self.at(129)))
        #expect(lookup.takeTurn(at: Self.at(130)))
    }

    @Test("a failed lookup takes nothing away, and is repeated sooner, and then later and later")
    func failure() throws {
        let lookup = Subject(interval: .seconds(5))
        lookup.takeTurn(at: Self.at(0))
        lookup.ended([try Self.address(1)], at: Self.at(0))
        var now: Int64 = 5
        for wait: Int64 in [1, 2, 4, 5, 5] {
            #expect(lookup.takeTurn(at: Self.at(now)))
            #expect(!lookup.ended([], at: Self.at(now)), "nothing has changed")
            #expect(lookup.addresses == [try Self.address(1)])
            #expect(!lookup.takeTurn(at: Self.at(now + wait) - .nanoseconds(1)))
            now += wait
        }
        #expect(lookup.takeTurn(at: Self.at(now)))
        lookup.ended([try Self.address(1)], at: Self.at(now))
        #expect(lookup.takeTurn(at: Self.at(now + 5)))
        lookup.ended([], at: Self.at(now + 5))
        #expect(lookup.takeTurn(at: Self.at(now + 6)), "the first failure after an answer is retried soon")
    }

    @Test("the same addresses in another order are no change; others are")
    func change() throws {
        let lookup = Subject(interval: .seconds(30))
        let (first, second) = (try Self.address(1), try Self.address(2))
        #expect(lookup.ended([first, second], at: Self.at(0)))
        #expect(!lookup.ended([second, first], at: Self.at(1)))
        #expect(lookup.ended([second], at: Self.at(2)))
    }

    @Test("the system's resolver finds the loopback interface by its name, and nothing by a name that cannot be")
    func system() throws {
        let found = SystemResolver.addresses(of: UpstreamEndpoint(host: "localhost", port: 81))
        #expect(found.contains(try SocketAddress(ipAddress: "127.0.0.1", port: 81)))
        #expect(SystemResolver.addresses(of: UpstreamEndpoint(host: "no..name", port: 81)) == [])
    }
}
