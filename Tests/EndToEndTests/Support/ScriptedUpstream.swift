import Foundation
import Synchronization

/// An upstream whose answers the test writes, byte for byte, and which remembers what it was asked.
final class ScriptedUpstream: Sendable {
    /// A request as it arrived.
    struct Received: Sendable {
        var requestLine: String
        var fields: [String]
        var body: [UInt8]

        var isCopy: Bool { fields.contains { $0.lowercased() == "parallax-mirror: ?1" } }
    }

    typealias Script = @Sendable (Received) throws -> String

    let port: Int
    private let descriptor: Int32
    private let script: @Sendable (Received) throws -> [UInt8]
    private let state = Mutex(State())

    private struct State {
        var received: [Received] = []
        var connections = 0
        var isClosed = false
    }

    /// - Parameter script: Gives the whole answer to a request, on a thread of the connection's own, so that it may wait;
    ///   an empty one closes the connection.
    convenience init(_ script: @escaping Script) throws { try self.init(octets: { Array(try script($0).utf8) }) }

    /// The same with answers that are no text.
    init(octets script: @escaping @Sendable (Received) throws -> [UInt8]) throws {
        self.script = script
        (descriptor, port) = try Loopback.bound()
        guard listen(descriptor, 512) == 0 else { throw Failure("cannot listen") }
        Thread.detachNewThread { self.accept() }
    }

    /// Answers everything with 200 and this body.
    static func answering(_ body: String, type: String = "application/json") throws -> ScriptedUpstream {
        let answer = Self.answer(body, type: type)
        return try ScriptedUpstream { _ in answer }
    }

    static func answer(_ body: String, status: String = "200 OK", type: String = "application/json") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var received: [Received] { state.withLock { $0.received } }
    var connections: Int { state.withLock { $0.connections } }

    func close() {
        state.withLock { $0.isClosed = true }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func accept() {
        while !state.withLock({ $0.isClosed }) {
            let client = Foundation.accept(descriptor, nil, nil)
            guard client >= 0 else { break }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            state.withLock { $0.connections += 1 }
            Thread.detachNewThread { self.serve(client) }
        }
        Foundation.close(descriptor)
    }

    private func serve(_ client: Int32) {
        defer { Foundation.close(client) }
        var reader = Reader(descriptor: client)
        while let request = reader.next() {
            state.withLock { $0.received.append(request) }
            guard let bytes = try? script(request), !bytes.isEmpty else { return }
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
            // The end of a scripted answer without a length, or one that is no HTTP, is the end of the connection.
            guard String(decoding: bytes.prefix(4_096), as: UTF8.self).contains("Content-Length") else { return }
        }
    }

    private struct Reader {
        let descriptor: Int32
        var buffer: [UInt8] = []

        mutating func next() -> Received? {
            var lines: [String] = []
            while true {
                guard let line = line() else { return nil }
                if line.isEmpty { break }
                lines.append(line)
            }
            guard let first = lines.first else { return nil }
            let fields = Array(lines.dropFirst())
            var received = Received(requestLine: first, fields: fields, body: [])
            if let length = fields.first(where: { $0.lowercased().hasPrefix("content-length:") }) {
                guard let count = Int(length.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)),
                    let body = take(count)
                else { return nil }
                received.body = body
            } else if fields.contains(where: { $0.lowercased() == "transfer-encoding: chunked" }) {
                guard let body = chunks() else { return nil }
                received.body = body
            }
            return received
        }

        private mutating func chunks() -> [UInt8]? {
            var body: [UInt8] = []
            while let size = line().flatMap({ Int($0, radix: 16) }) {
                if size == 0 {
                    while let line = line(), !line.isEmpty {}
                    return body
                }
                guard let data = take(size), line() != nil else { return nil }
                body += data
            }
            return nil
        }

        private mutating func line() -> String? {
            while true {
                if let end = buffer.firstIndex(of: 10) {
                    let line = buffer[..<end].filter { $0 != 13 }
                    buffer.removeSubrange(...end)
                    return String(decoding: line, as: UTF8.self)
                }
                guard more() else { return nil }
            }
        }

        private mutating func take(_ count: Int) -> [UInt8]? {
            while buffer.count < count { guard more() else { return nil } }
            defer { buffer.removeFirst(count) }
            return Array(buffer.prefix(count))
        }

        private mutating func more() -> Bool {
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return false }
            buffer += bytes.prefix(count)
            return true
        }
    }
}
