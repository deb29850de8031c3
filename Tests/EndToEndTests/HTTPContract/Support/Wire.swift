import Foundation

/// One end of a TCP connection, byte for byte. Every wait is bounded; used by one thread at a time.
final class Wire {
    /// How the peer ended what it sends.
    enum Ending: Equatable {
        /// In order: FIN.
        case closed
        /// By a reset.
        case reset
    }

    /// The octets of a long content, from a position on.
    typealias Content = (_ position: Int, _ count: Int) -> [UInt8]

    /// For any one wait, in milliseconds.
    private static let patience: Int32 = 20_000
    private static let sendFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

    private let descriptor: Int32
    private var isClosed = false
    /// Received and not yet taken.
    private var buffer: [UInt8] = []
    private var taken = 0
    /// `nil` while more may come.
    private(set) var ending: Ending?

    init(descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// - Parameter receiveBuffer: Bytes that the kernel takes ahead of the reader.
    convenience init(port: Int, receiveBuffer: Int32? = nil) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("no socket: \(errno)") }
        self.init(descriptor: descriptor)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = Loopback.address(port: port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure("no connection to port \(port): \(errno)") }
    }

    deinit { close() }

    // MARK: Sending

    /// Sends everything, unless the peer has gone: what it took then shows in what it says.
    func send(_ octets: some Collection<UInt8>) throws {
        let bytes = Array(octets)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Self.sendFlags)
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                guard try poll(Int16(POLLOUT), Self.patience) else { throw Failure("the peer takes nothing more") }
            } else {
                return
            }
        }
    }

    func send(_ text: String) throws { try send(text.octets) }

    /// Sends until the peer has taken nothing more for a while.
    ///
    /// - Returns: How many bytes it took.
    func sendUntilBlocked(_ content: Content, atMost limit: Int, quiet: Int32 = 300) throws -> Int {
        var total = 0
        while total < limit {
            let count = content(total, min(1 << 16, limit - total)).withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress!, $0.count, Self.sendFlags)
            }
            if count > 0 {
                total += count
            } else if errno == EAGAIN {
                guard try poll(Int16(POLLOUT), quiet) else { return total }
            } else {
                return total
            }
        }
        return total
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Foundation.close(descriptor)
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
    /// - Returns: `false` at the end, which is in ``ending`` then.
    func receiveMore() throws -> Bool {
        guard ending == nil else { return false }
        guard try poll(Int16(POLLIN), Self.patience) else {
            throw Failure("waited in vain for bytes; had: \(String(octets: available.suffix(400)))")
        }
        if taken == buffer.count { (buffer, taken) = ([], 0) }
        let count = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { chunk in
            let count = recv(descriptor, chunk.baseAddress!, chunk.count, 0)
            if count > 0 { buffer.append(contentsOf: chunk[..<count]) }
            return count
        }
        if count <= 0 { ending = count == 0 ? .closed : .reset }
        return count > 0
    }

    /// Whether bytes, or the end, are there to be received.
    var hasNews: Bool { get throws { try poll(Int16(POLLIN), 0) } }

    var available: ArraySlice<UInt8> { buffer[taken...] }

    /// Takes as many bytes, or fewer where the stream ends before.
    func take(upTo count: Int) throws -> [UInt8] {
        while available.count < count, try receiveMore() {}
        let result = Array(available.prefix(count))
        taken += result.count
        return result
    }

    /// Takes everything up to a separator, the separator included; `nil` where the stream ends before it.
    func take(through separator: String) throws -> [UInt8]? {
        let mark = separator.octets
        var searched = 0
        while true {
            if let range = available.dropFirst(searched).firstRange(of: mark) {
                return try take(upTo: range.upperBound - taken)
            }
            searched = max(0, available.count - mark.count + 1)
            guard try receiveMore() else { return nil }
        }
    }

    /// Takes what is left until the stream ends; how it ended is in ``ending``.
    func takeToEnd() throws -> [UInt8] {
        while try receiveMore() {}
        return try take(upTo: .max)
    }

    /// Throws bytes away until the stream ends or a limit is reached.
    ///
    /// - Parameter content: What they have to be, where that matters.
    /// - Returns: How many there were.
    func discard(atMost limit: Int, matching content: Content? = nil) throws -> Int {
        var total = 0
        repeat {
            let piece = available.prefix(limit - total)
            // As data they are compared in one go: octet by octet takes long in a debug build.
            if let content, Data(piece) != Data(content(total, piece.count)) {
                throw Failure("some of the \(piece.count) bytes from \(total) on are not those that belong there")
            }
            taken += piece.count
            total += piece.count
        } while try total < limit && receiveMore()
        return total
    }

    private func poll(_ events: Int16, _ milliseconds: Int32) throws -> Bool {
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = Foundation.poll(&request, 1, milliseconds)
            if count >= 0 { return count > 0 }
            guard errno == EINTR else { throw Failure("poll failed: \(errno)") }
        }
    }
}
