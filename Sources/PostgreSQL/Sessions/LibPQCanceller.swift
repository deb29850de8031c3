import CLibPQ

/// A request to cancel what a connection runs.
///
/// Sendable although it holds a pointer: the `PGcancel` is a copy that shares nothing with its connection, it is never
/// changed after its creation, and libpq documents `PQcancel` on it as safe from any thread.
final class LibPQCanceller: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Sends the request over a connection of its own and waits until the server has taken it. Blocks.
    ///
    /// - Returns: whether the server took it. That the statement was cancelled shows only in its result.
    func send() -> Bool {
        var message = [CChar](repeating: 0, count: 256)
        return PQcancel(pointer, &message, Int32(message.count)) == 1
    }
}
