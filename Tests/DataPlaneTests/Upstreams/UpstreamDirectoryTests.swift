@testable import DataPlane
import NIOCore
import Testing

@Suite("The addresses of a side")
struct UpstreamDirectoryTests {
    static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    static func directory(_ hosts: [(String, Int)], _ resolver: ScriptedResolver) -> UpstreamDirectory {
        var configuration = UpstreamConfiguration(host: "legacy.test", port: 80)
        configuration.addresses = hosts.map { UpstreamEndpoint(host: $0.0, port: $0.1) }
        return UpstreamDirectory(configuration, resolver: resolver)
    }

    @Test("an address is not looked up; without a list it is the URL's host that counts")
    func literal() throws {
        let resolver = try ScriptedResolver(["legacy.test": [9]])
        let given = Self.directory([("127.0.0.1", 1), ("::1", 2)], resolver).poll(at: Self.at(0))
        #expect(given.addresses.compactMap(\.port) == [1, 2] && given.isSettled)
        #expect(resolver.asked == [])
        #expect(Self.directory([], resolver).poll(at: Self.at(0)).addresses.compactMap(\.port) == [9])
        #expect(resolver.asked == [UpstreamEndpoint(host: "legacy.test", port: 80)])
    }

    @Test("names and addresses are joined in the order of the configuration")
    func joined() throws {
        let resolver = try ScriptedResolver(["a.test": [11, 12], "b.test": [21]])
        let directory = Self.directory([("b.test", 1), ("127.0.0.1", 5), ("a.test", 1)], resolver)
        #expect(directory.poll(at: Self.at(0)).addresses.compactMap(\.port) == [21, 5, 11, 12])
    }

    @Test("a change comes with the next lookup, and shows in the generation; a failure changes nothing and is counted")
    func changes() throws {
        let resolver = try ScriptedResolver(["a.test": [1]])
        let directory = Self.directory([("a.test", 1)], resolver)
        let first = directory.poll(at: Self.at(0))
        try resolver.set("a.test", [2])
        #expect(directory.poll(at: Self.at(29)).generation == first.generation)
        let second = directory.poll(at: Self.at(30))
        #expect(second.generation > first.generation && second.addresses.compactMap(\.port) == [2])
        try resolver.set("a.test", [])
        let third = directory.poll(at: Self.at(60))
        #expect(third.generation == second.generation && third.addresses == second.addresses)
        #expect(directory.failures == 1)
    }

    @Test("nothing is settled before every name has been looked up, well or not")
    func settled() throws {
        let resolver = try ScriptedResolver(["a.test": [1]], isSilent: true)
        let directory = Self.directory([("a.test", 1), ("none.test", 1)], resolver)
        #expect(!directory.poll(at: Self.at(0)).isSettled)
        #expect(!directory.poll(at: Self.at(1)).isSettled)
        #expect(resolver.asked.count == 2, "each is asked for once")
        resolver.speak()
        let snapshot = directory.poll(at: Self.at(2))
        #expect(snapshot.isSettled && snapshot.addresses.compactMap(\.port) == [1])
    }
}
