@testable import DataPlane
import NIOCore

/// Finds what a test says, at once; or keeps silent, until it is told to say it.
final class ScriptedResolver: HostResolver {
    private struct State {
        var answers: [String: [SocketAddress]]
        var isSilent: Bool
        var held: [@Sendable () -> Void] = []
        var asked: [UpstreamEndpoint] = []
    }

    private let state: Monitored<State>

    /// - Parameter answers: Ports on the loopback interface, by name; of a name that is missing nothing is found.
    init(_ answers: [String: [Int]], isSilent: Bool = false) throws {
        state = Monitored(State(answers: try answers.mapValues(Self.addresses), isSilent: isSilent))
    }

    private static func addresses(_ ports: [Int]) throws -> [SocketAddress] {
        try ports.map { try SocketAddress(ipAddress: "127.0.0.1", port: $0) }
    }

    var asked: [UpstreamEndpoint] { state.withLock { $0.asked } }

    func set(_ name: String, _ ports: [Int]) throws {
        let addresses = try Self.addresses(ports)
        state.withLock { $0.answers[name] = addresses }
    }

    /// Says now what it was silent about.
    func speak() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.isSilent = false
            return state.held
        }
        for answer in held { answer() }
    }

    /// Waits until so many lookups were asked for.
    func wait(lookups count: Int) throws {
        try state.wait(for: "\(count) lookups") { $0.asked.count >= count }
    }

    func resolve(_ endpoint: UpstreamEndpoint, completion: @escaping @Sendable ([SocketAddress]) -> Void) {
        let answer: [SocketAddress]? = state.withLock { state in
            state.asked.append(endpoint)
            guard !state.isSilent else {
                state.held.append { [self] in completion(self.state.withLock { $0.answers[endpoint.host] ?? [] }) }
                return nil
            }
            return state.answers[endpoint.host] ?? []
        }
        if let answer { completion(answer) }
    }
}
