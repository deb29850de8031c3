import NIOCore
import Synchronization

/// The addresses of one side, for all event loops: those that are given, and those that names stand for.
///
/// Nothing here is on the way of a request: loops look at it when they sweep, and as long as they know no address at all.
final class UpstreamDirectory: Sendable {
    /// What is known now.
    struct Snapshot {
        /// Grows with every change.
        var generation: Int
        var addresses: [SocketAddress]
        /// Whether every name has been looked up at least once, so that there is nothing to wait for.
        var isSettled: Bool
    }

    private struct State {
        var lookups: [NameLookup]
        /// Lookups that ended since the last poll.
        var ended: [(index: Int, addresses: [SocketAddress])] = []
        var generation = 1
        var failures = 0
    }

    /// In the order of the configuration.
    private let endpoints: [(endpoint: UpstreamEndpoint, literal: SocketAddress?)]
    private let names: [UpstreamEndpoint]
    private let resolver: any HostResolver
    private let state: Mutex<State>

    init(_ configuration: UpstreamConfiguration, resolver: any HostResolver) {
        endpoints = configuration.endpoints.map { endpoint in
            (endpoint, try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port))
        }
        names = endpoints.filter { $0.literal == nil }.map(\.endpoint)
        self.resolver = resolver
        let interval = TimeAmount.nanoseconds(configuration.resolveInterval)
        state = Mutex(State(lookups: names.map { _ in NameLookup(interval: interval) }))
    }

    /// Lookups that gave no address.
    var failures: Int { state.withLock { $0.failures } }

    /// What is known now; it also starts the lookups that are due.
    func poll(at now: NIODeadline) -> Snapshot {
        guard !names.isEmpty else {
            return Snapshot(generation: 1, addresses: endpoints.compactMap(\.literal), isSettled: true)
        }
        let due = state.withLock { state in
            take(&state, at: now)
            return state.lookups.indices.filter { state.lookups[$0].takeTurn(at: now) }
        }
        for index in due {
            resolver.resolve(names[index]) { addresses in
                self.state.withLock { $0.ended.append((index, addresses)) }
            }
        }
        return state.withLock { state in
            // A resolver may answer at once.
            take(&state, at: now)
            return snapshot(state)
        }
    }

    private func take(_ state: inout State, at now: NIODeadline) {
        let ended = state.ended
        state.ended = []
        for (index, addresses) in ended {
            if addresses.isEmpty { state.failures += 1 }
            if state.lookups[index].ended(addresses, at: now) { state.generation += 1 }
        }
    }

    private func snapshot(_ state: State) -> Snapshot {
        var addresses: [SocketAddress] = []
        var name = 0
        for entry in endpoints {
            if let literal = entry.literal {
                addresses.append(literal)
            } else {
                addresses += state.lookups[name].addresses
                name += 1
            }
        }
        return Snapshot(
            generation: state.generation, addresses: addresses, isSettled: state.lookups.allSatisfy(\.hasEnded))
    }
}
