import NIOCore

/// What is to be written to a connection and has not been handed on yet: small pieces are put together, so that a head and a
/// short body leave in one system call, and large ones go through by reference.
///
/// Pure: it says what is to be sent, in order. (A channel may call back while it is given something.)
struct OutputBuffer {
    /// What is to be sent now.
    enum Handover: Equatable {
        case nothing
        case one(ByteBuffer)
        case two(ByteBuffer, ByteBuffer)
    }

    /// Pieces up to this size are copied behind what is held.
    static let copyLimit = 2 * 1024
    /// Bytes held at most.
    private static let holdLimit = 16 * 1024

    private var held: ByteBuffer?
    /// Whether anything was written since the last flush.
    private(set) var isDirty = false

    /// Room to make behind a head for a body that will be copied there.
    static func room(for body: BodyFraming) -> Int {
        if case .length(let length) = body, length <= copyLimit { length } else { 0 }
    }

    /// Takes bytes to be written.
    mutating func write(_ bytes: ByteBuffer) -> Handover {
        isDirty = true
        let isLarge = bytes.readableBytes > Self.copyLimit
        let heldBytes = held?.readableBytes ?? 0
        if heldBytes == 0 || isLarge || heldBytes + bytes.readableBytes > Self.holdLimit {
            let first = held.take()
            if !isLarge { held = bytes }
            switch (first, isLarge) {
            case (nil, false): return .nothing
            case (nil, true): return .one(bytes)
            case (let first?, false): return .one(first)
            case (let first?, true): return .two(first, bytes)
            }
        }
        held?.writeImmutableBuffer(bytes)
        return .nothing
    }

    /// Takes what is left; `nil` where nothing was written since the last time, and nothing needs to be flushed.
    mutating func flush() -> Handover? {
        guard isDirty else { return nil }
        isDirty = false
        return held.take().map(Handover.one) ?? .nothing
    }
}
