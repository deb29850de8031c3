import Traffic

/// Everything that happens in a simulation, decided beforehand: during the run nothing is drawn any more, so that what one
/// side does cannot change what the other was going to do.
struct Scenario {
    var proxy = ProxyScript()
    var clients: [ClientScript] = []
    /// By the order in which connections are asked for, over and over.
    var connections: [Side: [ConnectionScript]] = [:]

    func request(_ token: Token) -> RequestScript? {
        guard clients.indices.contains(token.client), clients[token.client].requests.indices.contains(token.request)
        else { return nil }
        return clients[token.client].requests[token.request]
    }
}
