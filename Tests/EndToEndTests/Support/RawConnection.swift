import Foundation

/// A TCP connection that sends and receives bytes, and nothing of its own. Every wait is bounded.
final class RawConnection {
    private let descriptor: Int32
    private let limit: Duration
    private var received: [UInt8] = []
    private(set) var hasEnded = false
    private var isClosed = false

    /// - Parameter limit: For any one wait.
    init(port: Int, limit: Duration = .seconds(60)) throws {
        self.limit = limit
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Loopback.address(port: port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let reason = errno
            Foundation.close(descriptor)
            isClosed = true
            throw Failure("no connection to port \(port): \(String(cString: strerror(reason)))")
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL, 0) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close() }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Foundation.close(descriptor)
    }

    /// Sends everything, and takes in what comes meanwhile. Stops early where the peer takes no more.
    func send(_ bytes: [UInt8]) throws {
        let deadline = ContinuousClock.now + limit
        var sent = 0
        while sent < bytes.count {
            guard ContinuousClock.now < deadline else { throw Failure("the peer did not take \(bytes.count) bytes") }
            let events = wait(for: Int16(POLLIN | POLLOUT))
            if events & Int16(POLLIN) != 0 { receive() }
            guard events & Int16(POLLOUT) != 0 || events & Int16(POLLERR | POLLHUP) != 0 else { continue }
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno != EAGAIN && errno != EINTR {
                return
            }
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends one request and reads its answer.
    func exchange(_ request: HTTPRequest) throws -> HTTPAnswer {
        try send(request.bytes)
        return try readAnswer(toHead: request.method == "HEAD")
    }

    /// Everything until the peer closes.
    func readToEnd() throws -> [UInt8] {
        while !hasEnded { try waitForBytes("the end of the connection") }
        defer { received = [] }
        return received
    }

    /// Reads one final answer by its own framing.
    func readAnswer(toHead: Bool = false) throws -> HTTPAnswer {
        let head = try readHead()
        var answer = HTTPAnswer(statusLine: head[0], fields: Array(head.dropFirst()), body: [])
        if (100..<200).contains(answer.status) { return try readAnswer(toHead: toHead) }
        guard !toHead, answer.status != 204, answer.status != 304 else { return answer }
        if answer.values("transfer-encoding").last?.lowercased() == "chunked" {
            answer.body = try readChunks()
        } else if let length = answer.values("content-length").first {
            guard let count = Int(length) else { throw Failure("no length: \(length)") }
            answer.body = try read(count)
        } else {
            answer.body = try readToEnd()
        }
        return answer
    }

    /// The lines of a head, without the empty one.
    func readHead() throws -> [String] {
        var lines: [String] = []
        while true {
            let line = try readLine()
            if line.isEmpty && !lines.isEmpty { return lines }
            lines.append(line)
        }
    }

    private func readLine() throws -> String {
        while true {
            if let end = received.firstIndex(of: 10) {
                let line = received[..<end]
                received.removeSubrange(...end)
                guard line.last == 13 else {
                    throw Failure("a line without CR: \(String(decoding: line, as: UTF8.self))")
                }
                return String(decoding: line.dropLast(), as: UTF8.self)
            }
            try waitForBytes("a line")
        }
    }

    func read(_ count: Int) throws -> [UInt8] {
        while received.count < count { try waitForBytes("\(count) bytes") }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try readLine()
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else { throw Failure("no chunk size: \(line)") }
            if size == 0 {
                while try !readLine().isEmpty {}
                return body
            }
            body += try read(size)
            guard try readLine().isEmpty else { throw Failure("a chunk longer than its size") }
        }
    }

    /// Waits for more bytes, for the limit at most.
    private func waitForBytes(_ what: String) throws {
        guard !hasEnded else {
            throw Failure("the peer closed before \(what); had: \(String(decoding: received, as: UTF8.self))")
        }
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if wait(for: Int16(POLLIN)) != 0 { return receive() }
        }
        throw Failure("waited \(limit) for \(what); had: \(String(decoding: received.prefix(300), as: UTF8.self))")
    }

    private func wait(for events: Int16) -> Int16 {
        var descriptors = pollfd(fd: descriptor, events: events, revents: 0)
        return poll(&descriptors, 1, 200) > 0 ? descriptors.revents : 0
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            received += buffer.prefix(count)
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            hasEnded = true
        }
    }
}
