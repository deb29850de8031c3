import NIOCore

/// How long a leg may take.
struct LegPatience {
    /// To the head of the answer, after the last piece of the request that went out; `nil` where only the deadline counts.
    var firstByte: TimeAmount?
    /// Between any two pieces of the answer; `nil` where only the deadline counts.
    var idle: TimeAmount?
    /// When the leg as a whole is given up.
    var deadline = NIODeadline.distantFuture
    /// Whether the deadline is ours, since nobody waits for the answer any more.
    var isUnawaited = false

    /// Any time.
    static let endless = LegPatience()

    /// Only a deadline counts.
    static func until(_ deadline: NIODeadline) -> LegPatience { LegPatience(deadline: deadline) }

    /// What a side may take that serves.
    init(serving timeouts: UpstreamTimeouts, since start: NIODeadline) {
        firstByte = .nanoseconds(timeouts.firstByte)
        idle = .nanoseconds(timeouts.idle)
        if let total = timeouts.total { deadline = start + .nanoseconds(total) }
    }

    private init(deadline: NIODeadline = .distantFuture) { self.deadline = deadline }

    /// When a leg is given up that shows a sign of life now.
    func deadline(at now: NIODeadline, hasHead: Bool) -> NIODeadline {
        guard let piece = hasHead ? idle : firstByte else { return deadline }
        return min(now + piece, deadline)
    }
}
