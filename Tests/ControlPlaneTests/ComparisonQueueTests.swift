import ControlPlane
import Synchronization
import Testing
import Traffic

@Suite("The comparison queue")
struct ComparisonQueueTests {
    /// Collects what was recorded.
    private final class Record: Sendable {
        private let ids = Mutex<[String]>([])
        var all: [String] { ids.withLock { $0 } }
        func append(_ comparison: Comparison) { ids.withLock { $0.append(comparison.exchangeID) } }
    }

    @Test("everything handed over before the end is recorded, in order, and then it ends")
    func drains() async {
        let record = Record()
        let queue = ComparisonQueue(compare: { .sample(id: $0.id) }, record: { record.append($0) })
        for number in 0..<100 { queue.exchangeFinished(.sample(id: "\(number)")) }
        queue.finish()
        await queue.run()
        #expect(record.all == (0..<100).map(String.init))
    }

    @Test("exchanges that come while it waits are recorded too")
    func wakes() async {
        let record = Record()
        let (recorded, signal) = AsyncStream.makeStream(of: Void.self)
        let queue = ComparisonQueue(
            compare: { .sample(id: $0.id) },
            record: {
                record.append($0)
                signal.yield()
            }
        )
        let running = Task { await queue.run() }
        var signals = recorded.makeAsyncIterator()
        for number in 0..<20 {
            queue.exchangeFinished(.sample(id: "\(number)"))
            await signals.next()
        }
        queue.finish()
        await running.value
        #expect(record.all == (0..<20).map(String.init))
    }

    @Test("many threads hand over at once and nothing is lost")
    func concurrent() async {
        let record = Record()
        let queue = ComparisonQueue(compare: { .sample(id: $0.id) }, record: { record.append($0) })
        let running = Task { await queue.run() }
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    for number in 0..<200 { queue.exchangeFinished(.sample(id: "\(thread)-\(number)")) }
                }
            }
        }
        queue.finish()
        await running.value
        #expect(Set(record.all).count == 1_600)
        #expect(queue.lost == 0)
    }
}
