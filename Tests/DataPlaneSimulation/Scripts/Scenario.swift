import Traffic

/// Everything that happens in a simulation, decided beforehand: during the run nothing is drawn any more, so that what one
/// side does cannot change what the other was going to do.
struct Scenario {
    var proxy = ProxyScript()
    var clients: [ClientScript] = []
    /// How a request is treated that names no identifier, by which the assigner could know it.
    var unnamed: (served: Side, copy: Assignment.Copy) = (.legacy, .notMirrored)
    /// By the order in which connections are asked for, over and over.
    var connections: [Side: [ConnectionScript]] = [:]
    var outage: Outage?

    func request(_ token: Token) -> RequestScript? {
        guard clients.indices.contains(token.client), clients[token.client].requests.indices.contains(token.request)
        else { return nil }
        return clients[token.client].requests[token.request]
    }
}
