import Foundation
import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// A connected TCP socket, byte for byte, with a deadline on everything that waits. Used by one thread at a time.
final class StreamSocket {
    static let patience: Int32 = 10_000

    private static let sendFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

    let descriptor: Int32
    private(set) var buffered: [UInt8] = []
    private var isClosed = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close() }

    /// Connects to a port on the loopback interface.
    static func connect(port: Int, receiveBufferBytes: Int32? = nil) throws -> StreamSocket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw HarnessError("no socket: \(errno)") }
        let result = StreamSocket(descriptor: descriptor)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        if var size = receiveBufferBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let status = try SocketAddress(ipAddress: "127.0.0.1", port: port).withSockAddr { address, length in
            Glibc.connect(descriptor, address, socklen_t(length))
        }
        guard status == 0 else { throw HarnessError("not connected: \(errno)") }
        return result
    }

    /// Connects to a unix domain socket.
    static func connect(path: String) throws -> StreamSocket {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw HarnessError("no socket: \(errno)") }
        let result = StreamSocket(descriptor: descriptor)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw HarnessError("not connected: \(errno)") }
        return result
    }

    // MARK: Sending

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Self.sendFlags)
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                try waitFor(Int16(POLLOUT), "room to send")
            } else {
                throw HarnessError("not sent: \(errno)")
            }
        }
    }

    /// Sends as much as the socket takes until it has taken nothing more for a while.
    ///
    /// - Returns: How many bytes it took.
    func sendUntilBlocked(_ chunk: [UInt8], atMost limit: Int, quietMilliseconds: Int32 = 300) throws -> Int {
        var total = 0
        while total < limit {
            let count = chunk.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress!, min($0.count, limit - total), Self.sendFlags)
            }
            if count > 0 {
                total += count
            } else if errno == EAGAIN {
                guard try poll(Int16(POLLOUT), milliseconds: quietMilliseconds) else { return total }
            } else {
                throw HarnessError("not sent: \(errno)")
            }
        }
        return total
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Glibc.close(descriptor)
    }

    /// Closes with a reset instead of an end.
    func reset() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    // MARK: Receiving

    /// Waits for bytes.
    ///
    /// - Returns: `false` at the end of the stream, which a reset counts as too.
    @discardableResult
    func receiveMore() throws -> Bool {
        try waitFor(Int16(POLLIN), "bytes; so far: \(text(buffered.suffix(400)))")
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress!, $0.count, 0) }
        guard count > 0 else {
            wasReset = count < 0
            return false
        }
        received += count
        buffered.append(contentsOf: chunk[..<count])
        return true
    }

    /// Bytes received since the start.
    private(set) var received = 0
    /// Whether the stream ended in a reset.
    private(set) var wasReset = false

    /// Takes bytes off the front of what was received.
    func take(_ count: Int) throws -> [UInt8] {
        while buffered.count < count {
            guard try receiveMore() else {
                throw HarnessError("the stream ended; so far: \(text(buffered.suffix(400)))")
            }
        }
        defer { buffered.removeFirst(count) }
        return Array(buffered[..<count])
    }

    /// Takes everything up to a separator, the separator included; `nil` where the stream ends before its first byte.
    func take(through separator: String) throws -> [UInt8]? {
        let mark = Array(separator.utf8)
        var searched = 0
        while true {
            if let end = firstIndex(of: mark, from: searched) { return try take(end) }
            searched = max(0, buffered.count - mark.count)
            guard try receiveMore() else {
                guard buffered.isEmpty else { throw HarnessError("the stream ended in: \(text(buffered.suffix(400)))") }
                return nil
            }
        }
    }

    private func firstIndex(of mark: [UInt8], from start: Int) -> Int? {
        guard buffered.count >= mark.count else { return nil }
        for index in start...(buffered.count - mark.count) where buffered[index] == mark[0] {
            if buffered[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
        }
        return nil
    }

    /// Everything until the end of the stream.
    func takeUntilClose() throws -> [UInt8] {
        while try receiveMore() {}
        defer { buffered = [] }
        return buffered
    }

    /// Throws bytes away until the end of the stream or a limit.
    func discard(atMost limit: Int) throws -> Int {
        var total = buffered.count
        buffered = []
        while total < limit, try receiveMore() {
            total += buffered.count
            buffered = []
        }
        return total
    }

    // MARK: Waiting

    private func waitFor(_ events: Int16, _ what: String) throws {
        guard try poll(events, milliseconds: Self.patience) else { throw HarnessError("waited in vain for \(what)") }
    }

    func poll(_ events: Int16, milliseconds: Int32) throws -> Bool {
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = Glibc.poll(&request, 1, milliseconds)
            if count > 0 { return true }
            if count == 0 { return false }
            guard errno == EINTR else { throw HarnessError("poll failed: \(errno)") }
        }
    }
}

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
