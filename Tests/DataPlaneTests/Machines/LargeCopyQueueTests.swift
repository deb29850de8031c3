import Testing

@testable import DataPlane

@Suite("Large answers to copies")
struct LargeCopyQueueTests {
    @Test("so many bytes may come in a turn, and as many again in the next")
    func bytes() {
        var queue = LargeCopyQueue<Int>(bytesPerTurn: 100)
        for _ in 0..<3 {
            let answers = [60, 60, 1].map { queue.take($0) }
            #expect(answers == [true, false, false])
            let turn = queue.beginTurn { _ in false }
            #expect(turn == [])
        }
    }

    @Test("so many copies read on at a turn, in the order in which they were held back")
    func turns() {
        var queue = LargeCopyQueue<Int>(copiesPerTurn: 2)
        for copy in 1...5 { queue.add(copy) }
        var turns = [queue.beginTurn { _ in false }]
        queue.add(1)
        for _ in 0..<3 { turns.append(queue.beginTurn { _ in false }) }
        #expect(turns == [[1, 2], [3, 4], [5, 1], []])
    }

    @Test("one that ended while it waited takes nobody's turn, and is let go of")
    func ended() {
        var queue = LargeCopyQueue<Int>(copiesPerTurn: 2)
        for copy in 1...5 { queue.add(copy) }
        let turn = queue.beginTurn { $0 <= 3 }
        let rest = queue.beginTurn { _ in false }
        #expect(turn == [4, 5])
        #expect(rest == [])
    }
}
