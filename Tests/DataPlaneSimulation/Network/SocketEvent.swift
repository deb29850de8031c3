public import NIOCore

/// Something that the proxy did to one of its sockets.
public enum SocketEvent: Sendable, Equatable {
    case opened
    /// Bytes handed to the socket; not merged, so that each write shows.
    case write(ByteBuffer)
    case flush
    /// The proxy asks for more bytes: where a read is held back this event is missing or late.
    case read
    /// The proxy sends no more.
    case endOutput
    case close(byReset: Bool)
}

/// A ``SocketEvent``, with the virtual time in nanoseconds at which it happened.
public struct TimedSocketEvent: Sendable, Equatable {
    public let time: UInt64
    public let event: SocketEvent
}

extension TimedSocketEvent: CustomStringConvertible {
    public var description: String {
        let text =
            switch event {
            case .write(let bytes): "write \(String(reflecting: String(buffer: bytes).prefix(160)))"
            case .opened: "opened"
            case .flush: "flush"
            case .read: "read"
            case .endOutput: "endOutput"
            case .close(let byReset): byReset ? "reset" : "close"
            }
        return "\(Double(time) / 1_000_000) ms: \(text)"
    }
}
