import Synchronization

/// Waits for work that cannot be cancelled, such as a write to a disk that hangs, for a bounded time.
public enum Deadline {
    private final class Once: Sendable {
        private let continuation: Mutex<CheckedContinuation<Bool, Never>?>

        init(_ continuation: CheckedContinuation<Bool, Never>) { self.continuation = Mutex(continuation) }

        func resume(_ isDone: Bool) {
            let waiting = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume(returning: isDone)
        }
    }

    /// - Returns: Whether the work was done in time. Where it was not, it goes on by itself.
    public static func wait(for work: Task<Void, Never>, atMost limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let once = Once(continuation)
            let timer = Task {
                do { try await Task.sleep(for: limit) } catch { return }
                once.resume(false)
            }
            Task {
                await work.value
                timer.cancel()
                once.resume(true)
            }
        }
    }
}
