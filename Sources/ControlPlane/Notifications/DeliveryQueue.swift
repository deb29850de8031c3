import Traffic

/// Notices on their way to one webhook: one after the other, each tried again later where it does not get through, longer
/// after each failure, and given up after a day. Pure: time is told.
struct DeliveryQueue: Sendable {
    /// One notice on its way.
    struct Delivery: Sendable, Equatable {
        var number: Int
        var notice: Notice
        /// Times that it was tried.
        var attempts = 0
    }

    /// Notices that wait at most; the oldest makes room.
    static let limit = 256
    private static let firstDelay: Int64 = 1_000
    private static let longestDelay: Int64 = 300_000
    private static let patience: Int64 = 86_400_000

    private struct Entry: Sendable {
        var delivery: Delivery
        var since: Timestamp
    }

    private var waiting: [Entry] = []
    private var notBefore = Timestamp(milliseconds: Int64.min)
    private var count = 0
    /// Notices that never got through.
    private(set) var lost = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func append(_ notice: Notice, at now: Timestamp) {
        if waiting.count >= Self.limit {
            waiting.removeFirst()
            lost += 1
        }
        count += 1
        waiting.append(Entry(delivery: Delivery(number: count, notice: notice), since: now))
    }

    /// What is to be sent now; `nil` where nothing waits, or it is too early to try again.
    func next(at now: Timestamp) -> Delivery? { now < notBefore ? nil : waiting.first?.delivery }

    /// It got through, or never will: the webhook said so.
    mutating func ended(_ delivery: Delivery, isLost: Bool) {
        guard waiting.first?.delivery.number == delivery.number else { return }
        waiting.removeFirst()
        notBefore = Timestamp(milliseconds: Int64.min)
        if isLost { lost += 1 }
    }

    /// It did not get through.
    ///
    /// - Returns: Whether it is tried again.
    mutating func failed(_ delivery: Delivery, at now: Timestamp) -> Bool {
        guard let first = waiting.first, first.delivery.number == delivery.number else { return true }
        waiting[0].delivery.attempts += 1
        let doublings = min(waiting[0].delivery.attempts - 1, 20)
        notBefore = now.advanced(byMilliseconds: min(Self.longestDelay, Self.firstDelay << doublings))
        guard now.milliseconds - first.since.milliseconds >= Self.patience else { return true }
        ended(waiting[0].delivery, isLost: true)
        return false
    }
}
