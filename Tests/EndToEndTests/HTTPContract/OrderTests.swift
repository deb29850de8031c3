import Testing

/// The order in which the candidate gets the copies of one client connection, on a route whose writes are copied.
@Suite("HTTP contract, the order of copies", .serialized)
struct OrderTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("the copy of a write waits for all earlier ones, the copy of a read for earlier writes; reads pass reads")
    func order() throws {
        let proxy = try ContractProxy.ordered.get()
        let token = proxy.token()
        let answered = hold(token, at: proxy.candidate)
        let before = try proxy.outcomes(of: "isolated")
        try serve(["r1", "r2", "w3", "r4"], token, by: proxy)
        try proxy.candidate.wait(token, begun: 2)
        try proxy.barrier()
        #expect(Set(copies(token, proxy)) == ["r1", "r2"])
        answered.withLock { $0 = ["r1"] }
        #expect(try proxy.newOutcomes(of: "isolated", since: before, count: 1) == ["match": 1])
        try proxy.barrier()
        #expect(copies(token, proxy).count == 2, "a read is still before the write")
        answered.withLock { $0 = ["r1", "r2"] }
        try proxy.candidate.wait(token, begun: 3)
        #expect(try proxy.newOutcomes(of: "isolated", since: before, count: 2) == ["match": 2])
        try proxy.barrier()
        #expect(Array(copies(token, proxy).dropFirst(2)) == ["w3"])
        answered.withLock { $0 = ["r1", "r2", "w3"] }
        try proxy.candidate.wait(token, begun: 4)
        #expect(Array(copies(token, proxy).dropFirst(2)) == ["w3", "r4"])
        answered.withLock { $0 = ["r1", "r2", "w3", "r4"] }
        #expect(try proxy.newOutcomes(of: "isolated", since: before, count: 4) == ["match": 4])
    }

    @Test("copies that wait for their turn count towards maxInFlight: one too many is dropped, and counted")
    func room() throws {
        let proxy = try ContractProxy.ordered.get()
        let token = proxy.token()
        let answered = hold(token, at: proxy.candidate)
        let before = try proxy.outcomes(of: "isolated")
        try serve(["w1", "r2", "r3", "r4", "r5"], token, by: proxy)
        #expect(try proxy.newOutcomes(of: "isolated", since: before, count: 1) == ["dropped": 1])
        try proxy.candidate.wait(token, begun: 1)
        try proxy.barrier()
        #expect(copies(token, proxy) == ["w1"])
        answered.withLock { $0 = ["w1", "r2", "r3", "r4", "r5"] }
        #expect(try proxy.newOutcomes(of: "isolated", since: before, count: 5) == ["dropped": 1, "match": 4])
        #expect(Set(copies(token, proxy)) == ["w1", "r2", "r3", "r4"])
    }

    /// Lets the candidate answer a request only when its name is among those that the test says.
    private func hold(_ token: String, at candidate: ContractUpstream) -> Monitored<Set<String>> {
        let answered = Monitored<Set<String>>([])
        candidate.on(token) { exchange in
            let name = Self.name(exchange.request)
            try answered.wait(for: "the test to let \(name) go") { $0.contains(name) }
            return try ContractUpstream.ok(exchange)
        }
        return answered
    }

    /// Sends reads and writes, whose names begin with `r` and `w`, in one go; their answers wait for no copy.
    private func serve(_ names: [String], _ token: String, by proxy: ContractProxy) throws {
        let client = try proxy.connect()
        let requests = names.map { name in
            let method = name.hasPrefix("r") ? "GET" : "POST"
            return "\(method) /\(token)/\(name) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        }
        try client.send(requests.joined(separator: ""))
        for _ in names { #expect(try client.takeAnswer().text == Self.ok) }
    }

    /// The names of what the candidate got, in the order in which it came.
    private func copies(_ token: String, _ proxy: ContractProxy) -> [String] {
        proxy.candidate.received(token).map { Self.name($0.message) }
    }

    private static func name(_ request: WireMessage) -> String {
        request.startLine.split(separator: " ").dropFirst().first.map { String($0.suffix(2)) } ?? ""
    }
}
