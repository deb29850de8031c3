import Foundation
import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// A server on the loopback interface that does what a script says, one thread for each connection, and records what came.
final class ScriptedUpstream: Sendable {
    typealias Script = @Sendable (Peer) throws -> Void

    private struct State {
        var requests: [RawMessage] = []
        var connections = 0
        var live: Set<Int32> = []
        var running = 0
        var ended = 0
    }

    let port: Int
    private let listener: Int32
    private let state = Monitored(State())

    /// One accepted connection, inside its script.
    final class Peer {
        let socket: StreamSocket
        /// How many connections were accepted before this one.
        let index: Int
        private let record: (RawMessage) -> Void

        init(socket: StreamSocket, index: Int, record: @escaping (RawMessage) -> Void) {
            self.socket = socket
            self.index = index
            self.record = record
        }

        /// Receives the next request whole and records it; `nil` where the peer closed instead.
        func receiveRequest() throws -> RawMessage? {
            guard let message = try socket.receiveMessage(isAnswer: false) else { return nil }
            record(message)
            return message
        }

        /// Receives the head of the next request alone.
        func receiveHead() throws -> RawMessage? {
            guard let head = try socket.take(through: "\r\n\r\n") else { return nil }
            let message = RawMessage(head: text(head))
            record(message)
            return message
        }

        func send(_ text: String) throws { try socket.send(text) }
    }

    init(_ script: @escaping Script) throws {
        (listener, port) = try Self.bindLoopback()
        guard listen(listener, 512) == 0 else { throw HarnessError("cannot listen: \(errno)") }
        Thread { [self] in acceptConnections(script) }.start()
    }

    /// A port where nobody listens, and nobody else can.
    private init(refusing: Void) throws { (listener, port) = try Self.bindLoopback() }

    static func refusing() throws -> ScriptedUpstream { try ScriptedUpstream(refusing: ()) }

    /// Answers every request with what a closure makes of it.
    static func answering(_ answer: @escaping @Sendable (RawMessage) throws -> String) throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            while let request = try peer.receiveRequest() { try peer.send(try answer(request)) }
        }
    }

    /// Answers every request with `200` and a text.
    static func ok(_ body: String = "hello") throws -> ScriptedUpstream {
        try answering { request in Message.ok(body, toHead: request.startLine.hasPrefix("HEAD ")) }
    }

    /// Answers one request with so many bytes.
    ///
    /// - Parameter blocked: Set to how many of them had been taken when no more were, for a while.
    static func answering(bytes size: Int, blocked: Monitored<Int?>) throws -> ScriptedUpstream {
        let chunk = [UInt8](repeating: 0x78, count: 1 << 16)
        return try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.answer("200 OK", fields: ["Content-Length: \(size)"]))
            let sent = try peer.socket.sendUntilBlocked(chunk, atMost: size)
            blocked.withLock { $0 = sent }
            for _ in 0..<(size - sent) / chunk.count { try peer.socket.send(chunk) }
            try peer.socket.send([UInt8](repeating: 0x78, count: (size - sent) % chunk.count))
            _ = try peer.socket.takeUntilClose()
        }
    }

    /// Every request received so far, over all connections, in the order of arrival.
    var requests: [RawMessage] { state.withLock { $0.requests } }

    /// How many connections were accepted so far.
    var connections: Int { state.withLock { $0.connections } }

    @discardableResult
    func wait(requests count: Int) throws -> [RawMessage] {
        try state.wait(for: "\(count) requests") { $0.requests.count >= count }
        return requests
    }

    func wait(endedConnections count: Int) throws {
        try state.wait(for: "\(count) ended connections") { $0.ended >= count }
    }

    /// Stops listening, breaks what is open, and waits for the threads.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
        state.withLock { for descriptor in $0.live { shutdown(descriptor, Int32(SHUT_RDWR)) } }
        try? state.wait(for: "the scripts' ends", timeout: 15) { $0.running == 0 }
    }

    static func bindLoopback() throws -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw HarnessError("no socket: \(errno)") }
        let bound = try SocketAddress(ipAddress: "127.0.0.1", port: 0).withSockAddr { address, length in
            bind(descriptor, address, socklen_t(length))
        }
        var name = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let named = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard bound == 0, named == 0 else { throw HarnessError("no port: \(errno)") }
        // The port follows the address family, in network order (ip(7)).
        let port = withUnsafeBytes(of: name) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) }
        return (descriptor, Int(UInt16(bigEndian: port)))
    }

    private func acceptConnections(_ script: @escaping Script) {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            let index = state.withLock { state in
                state.live.insert(descriptor)
                state.running += 1
                state.connections += 1
                return state.connections - 1
            }
            Thread { [self] in serve(descriptor, index, script) }.start()
        }
    }

    private func serve(_ descriptor: Int32, _ index: Int, _ script: Script) {
        let socket = StreamSocket(descriptor: descriptor)
        let peer = Peer(socket: socket, index: index) { [self] message in
            state.withLock { $0.requests.append(message) }
        }
        // A script ends in an error where the proxy breaks the connection; what a test asserts, it asserts on the records.
        try? script(peer)
        state.withLock { state in
            state.live.remove(descriptor)
            socket.close()
            state.running -= 1
            state.ended += 1
        }
    }
}

/// Messages to send.
enum Message {
    static func get(_ target: String = "/", fields: [String] = []) -> String {
        request("GET", target, fields: fields)
    }

    static func post(_ target: String = "/", body: String = "", fields: [String] = []) -> String {
        request("POST", target, fields: fields + ["Content-Length: \(body.utf8.count)"]) + body
    }

    static func request(_ method: String, _ target: String, fields: [String] = []) -> String {
        (["\(method) \(target) HTTP/1.1", "Host: example.test"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }

    static func ok(_ body: String = "hello", fields: [String] = [], toHead: Bool = false) -> String {
        answer("200 OK", fields: fields + ["Content-Length: \(body.utf8.count)"]) + (toHead ? "" : body)
    }

    static func answer(_ status: String, fields: [String] = []) -> String {
        (["HTTP/1.1 \(status)"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }
}
