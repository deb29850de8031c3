import Testing

@testable import DataPlane

@Suite("Copies past the capture limit")
struct OverflowQueueTests {
    @Test("so many bytes may come in a turn, and as many again in the next")
    func bytes() {
        var queue = OverflowQueue<Int>(bytesPerTurn: 100)
        for _ in 0..<3 {
            #expect(queue.take(60))
            #expect(!queue.take(60))
            #expect(!queue.take(1))
            #expect(queue.beginTurn { _ in false } == [])
        }
    }

    @Test("so many copies read on at a turn, in the order in which they were held back")
    func turns() {
        var queue = OverflowQueue<Int>(copiesPerTurn: 2)
        for copy in 1...5 { queue.add(copy) }
        #expect(queue.beginTurn { _ in false } == [1, 2])
        queue.add(1)
        #expect(queue.beginTurn { _ in false } == [3, 4])
        #expect(queue.beginTurn { _ in false } == [5, 1])
        #expect(queue.beginTurn { _ in false } == [])
    }

    @Test("one that ended while it waited takes nobody's turn, and is let go of")
    func ended() {
        var queue = OverflowQueue<Int>(copiesPerTurn: 2)
        for copy in 1...5 { queue.add(copy) }
        #expect(queue.beginTurn { $0 <= 3 } == [4, 5])
        #expect(queue.beginTurn { _ in false } == [])
    }
}
