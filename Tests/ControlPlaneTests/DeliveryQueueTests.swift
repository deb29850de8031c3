import Testing
import Traffic

@testable import ControlPlane

@Suite("Notices on their way")
struct DeliveryQueueTests {
    private let start = Timestamp(milliseconds: 1_760_000_000_000)

    private func notice(_ number: Int) -> Notice {
        .alert(AlertRecord(name: "\(number)", condition: "c", severity: "warning", firedAt: start))
    }

    @Test("come one after the other, and wait longer after each failure")
    func backOff() throws {
        var queue = DeliveryQueue()
        queue.append(notice(1), at: start)
        queue.append(notice(2), at: start)
        var now = start
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] as [Int64] {
            let delivery = try #require(queue.next(at: now))
            #expect(delivery.notice == notice(1))
            let isTriedAgain = queue.failed(delivery, at: now)
            #expect(isTriedAgain)
            #expect(queue.next(at: now.advanced(byMilliseconds: wait * 1_000 - 1)) == nil)
            now = now.advanced(byMilliseconds: wait * 1_000)
        }
        queue.ended(try #require(queue.next(at: now)), isLost: false)
        #expect(queue.next(at: now)?.notice == notice(2), "the next one does not pay for the one before")
        #expect(queue.lost == 0)
    }

    @Test("are given up after a day")
    func givenUp() throws {
        var queue = DeliveryQueue()
        queue.append(notice(1), at: start)
        var now = start
        var tries = 0
        while let delivery = queue.next(at: now), tries < 1_000 {
            tries += 1
            let isTriedAgain = queue.failed(delivery, at: now)
            #expect(isTriedAgain == (now.milliseconds - start.milliseconds < 86_400_000))
            now = now.advanced(byMilliseconds: 300_000)
        }
        #expect(queue.isEmpty)
        #expect(queue.lost == 1)
    }

    @Test("are bounded: the oldest makes room, and is counted")
    func bounded() {
        var queue = DeliveryQueue()
        for number in 0..<(DeliveryQueue.limit + 3) { queue.append(notice(number), at: start) }
        #expect(queue.next(at: start)?.notice == notice(3))
        #expect(queue.lost == 3)
    }

    @Test("what was dropped while it was on its way ends nothing")
    func dropped() throws {
        var queue = DeliveryQueue()
        queue.append(notice(0), at: start)
        let delivery = try #require(queue.next(at: start))
        for number in 1...DeliveryQueue.limit { queue.append(notice(number), at: start) }
        queue.ended(delivery, isLost: false)
        #expect(queue.next(at: start)?.notice == notice(1))
    }
}
