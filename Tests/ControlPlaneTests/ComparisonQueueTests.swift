import Dispatch
import Synchronization
import Testing
import Traffic

@testable import ControlPlane

@Suite("The comparison queue")
struct ComparisonQueueTests {
    /// Collects what was recorded, and says so each time.
    private final class Record: Sendable {
        /// One element for each.
        let appended: AsyncStream<Void>
        private let signal: AsyncStream<Void>.Continuation
        private let ids = Mutex<[String]>([])

        init() { (appended, signal) = AsyncStream.makeStream(of: Void.self) }

        var all: [String] { ids.withLock { $0 } }

        func append(_ comparison: Comparison) {
            ids.withLock { $0.append(comparison.exchangeID) }
            signal.yield()
        }
    }

    /// Says when it is no longer needed.
    private final class AtEnd: Sendable {
        private let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        deinit { body() }
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
        let queue = ComparisonQueue(compare: { .sample(id: $0.id) }, record: { record.append($0) })
        let running = Task { await queue.run() }
        var appended = record.appended.makeAsyncIterator()
        for number in 0..<20 {
            queue.exchangeFinished(.sample(id: "\(number)"))
            await appended.next()
        }
        queue.finish()
        await running.value
        #expect(record.all == (0..<20).map(String.init))
    }

    @Test("exchanges that are many bytes do not wait until more have gathered, nor does the end")
    func beginsPromptly() async {
        let record = Record()
        let queue = ComparisonQueue(
            pace: .init(gathering: .seconds(3_600), promptBytes: 1_000),
            compare: { .sample(id: $0.id) },
            record: { record.append($0) }
        )
        let running = Task { await queue.run() }
        var appended = record.appended.makeAsyncIterator()
        for id in ["first", "second"] {
            queue.exchangeFinished(.sample(id: "little before \(id)"))
            queue.exchangeFinished(.sample(id: id, bodyBytes: 1_000))
            await appended.next()
            await appended.next()
        }
        queue.exchangeFinished(.sample(id: "little"))
        queue.finish()
        await running.value
        #expect(record.all == ["little before first", "first", "little before second", "second", "little"])
    }

    @Test("given up, it ends without what is being compared, and all that is left counts as dropped")
    func givesUp() async {
        let record = Record()
        let gate = DispatchSemaphore(value: 0)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let (freed, freeing) = AsyncStream.makeStream(of: Void.self)
        do {
            let released = AtEnd { freeing.yield() }
            let queue = ComparisonQueue(
                compare: { exchange in
                    withExtendedLifetime(released) {
                        if exchange.mirrored?.outcome == .shed { return .sample(id: "dropped \(exchange.id)") }
                        if exchange.id == "1" {
                            beginning.yield()
                            gate.wait()
                        }
                        return .sample(id: exchange.id)
                    }
                },
                record: { record.append($0) }
            )
            for number in 0..<4 { queue.exchangeFinished(.sample(id: "\(number)")) }
            let running = Task { await queue.run() }
            var beginnings = begun.makeAsyncIterator()
            await beginnings.next()
            queue.exchangeFinished(.sample(id: "late"))
            queue.finish()
            #expect(queue.giveUp() == 4)
            await running.value
            #expect(record.all == ["0", "dropped 1", "dropped 2", "dropped 3", "dropped late"])
            #expect(queue.giveUp() == 0)
        }
        // The thread is still at the exchange, and records nothing of it when it is through.
        gate.signal()
        var endings = freed.makeAsyncIterator()
        await endings.next()
        #expect(record.all.count == 5)
    }

    @Test("given up after its end, nothing is left to be dropped")
    func givesUpNothing() async {
        let record = Record()
        let queue = ComparisonQueue(compare: { .sample(id: $0.id) }, record: { record.append($0) })
        queue.exchangeFinished(.sample(id: "1"))
        queue.finish()
        await queue.run()
        #expect(queue.giveUp() == 0)
        #expect(record.all == ["1"])
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
