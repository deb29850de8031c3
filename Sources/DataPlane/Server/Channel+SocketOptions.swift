import NIOCore

extension Channel {
    /// Sets what the sockets of both sides have in common. At once: an option that a bootstrap sets takes a future.
    func setSocketOptions(isTCP: Bool) throws {
        guard let options = syncOptions else { return }
        // A channel keeps as many buffers to receive in as it reads at once, for as long as it is open.
        try options.setOption(.maxMessagesPerRead, value: 1)
        if isTCP { try options.setOption(.tcpOption(.tcp_nodelay), value: 1) }
    }
}
