import Foundation

/// A server whose every byte a test writes. Requests find their script by the first segment of their path, so that many
/// cases share one server, and connections that are reused between them.
final class ContractUpstream: Sendable {
    /// What becomes of the connection after a script.
    enum Next: Equatable {
        /// The next request is waited for.
        case keep
        case close
        case reset
    }

    typealias Script = @Sendable (Exchange) throws -> Next

    /// A request as it came.
    struct Received: Sendable, Equatable {
        var message: WireMessage
        /// The number of the connection, in the order of acceptance.
        var connection: Int
    }

    private struct State {
        var scripts: [String: Script] = [:]
        var received: [String: [Received]] = [:]
        var connections = 0
        var open: Set<Int> = []
    }

    let port: Int
    private let listener: Int32
    private let state = Monitored(State())

    init() throws {
        (listener, port) = try Loopback.bound()
        guard listen(listener, 1024) == 0 else { throw Failure("cannot listen: \(errno)") }
        Thread.detachNewThread { [self] in accept() }
    }

    // MARK: What a test says and asks

    /// Says how requests whose path begins with a token are answered; any other with `200` and `ok`.
    func on(_ token: String, _ script: @escaping Script) { state.withLock { $0.scripts[token] = script } }

    func received(_ token: String) -> [Received] { state.withLock { $0.received[token, default: []] } }

    /// Waits for so many whole requests.
    @discardableResult
    func wait(_ token: String, whole count: Int) throws -> [WireMessage] {
        func whole(_ state: State) -> [WireMessage] {
            state.received[token, default: []].map(\.message).filter(\.isComplete)
        }
        try state.wait(for: "\(count) requests of \(token)") { whole($0).count >= count }
        return state.withLock { whole($0) }
    }

    /// Waits for so many heads.
    func wait(_ token: String, begun count: Int) throws {
        try state.wait(for: "\(count) heads of \(token)") { $0.received[token, default: []].count >= count }
    }

    /// Waits until the connections of all requests with a token are over.
    func waitForEnds(_ token: String) throws {
        try state.wait(for: "the ends of \(token)'s connections") { state in
            state.received[token, default: []].allSatisfy { !state.open.contains($0.connection) }
        }
    }

    /// The connections accepted so far.
    var connections: Int { state.withLock { $0.connections } }

    // MARK: Inside

    /// One request that a script answers, on a thread of the connection's own.
    final class Exchange {
        let wire: Wire
        /// How many requests with this token were received before this one.
        let index: Int
        private(set) var request: WireMessage
        private let record: (WireMessage) -> Void

        fileprivate init(
            wire: Wire, index: Int, request: WireMessage, record: @escaping (WireMessage) -> Void
        ) {
            self.wire = wire
            self.index = index
            self.request = request
            self.record = record
        }

        /// Takes the content, as much of it as comes.
        func takeBody() throws {
            guard !request.isComplete, request.wire.isEmpty else { return }
            try wire.takeBody(&request, isAnswer: false)
            record(request)
        }

        func send(_ text: String) throws { try wire.send(text) }
    }

    private func accept() {
        while true {
            let descriptor = Foundation.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            let number = state.withLock { state in
                state.connections += 1
                state.open.insert(state.connections)
                return state.connections
            }
            Thread.detachNewThread { [self] in serve(Wire(descriptor: descriptor), number) }
        }
    }

    private func serve(_ wire: Wire, _ connection: Int) {
        // A script ends in an error where the proxy breaks the connection off; what a test asserts, it asserts on what
        // was recorded.
        while let next = try? serveNext(wire, connection), next != .close {
            if next == .reset {
                wire.reset()
                break
            }
        }
        wire.close()
        state.withLock { _ = $0.open.remove(connection) }
    }

    private func serveNext(_ wire: Wire, _ connection: Int) throws -> Next {
        guard let head = try wire.take(through: "\r\n\r\n") else { return .close }
        let request = WireMessage(head: String(octets: head))
        let token = Self.token(request)
        let (script, index) = state.withLock { state in
            let index = state.received[token, default: []].count
            state.received[token, default: []].append(Received(message: request, connection: connection))
            return (state.scripts[token] ?? Self.ok, index)
        }
        let exchange = Exchange(wire: wire, index: index, request: request) { [self] message in
            state.withLock { $0.received[token]?[index].message = message }
        }
        if request.values("transfer-encoding").isEmpty, request.values("content-length").isEmpty {
            try exchange.takeBody()
        }
        return try script(exchange)
    }

    /// The first segment of the path; where there is none, the query, and where there is no query, the first label of
    /// the host.
    private static func token(_ request: WireMessage) -> String {
        let target = request.startLine.split(separator: " ").dropFirst().first ?? ""
        let path = target.drop { $0 == "/" || $0 == "?" || $0 == "*" }.prefix { $0 != "/" && $0 != "?" }
        return String(path.isEmpty ? request.values("host").first?.prefix { $0 != "." } ?? "" : path)
    }
}

extension ContractUpstream {
    /// Takes the request whole and answers `200`.
    static let ok: Script = { exchange in
        try exchange.takeBody()
        try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return .keep
    }

    /// Takes the request whole and sends these bytes.
    static func answering(_ text: String, then next: Next = .keep) -> Script {
        { exchange in
            try exchange.takeBody()
            try exchange.send(text)
            return next
        }
    }
}
