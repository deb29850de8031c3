/// How long to wait before the store is tried again: twice as long after each failure, up to a limit.
struct Backoff: Sendable, Equatable {
    private(set) var delay: Duration
    private let base: Duration
    private let limit: Duration

    init(base: Duration, limit: Duration = .seconds(30)) {
        self.base = base
        self.limit = max(base, limit)
        delay = base
    }

    mutating func succeeded() { delay = base }

    mutating func failed() { delay = min(delay * 2, limit) }
}
