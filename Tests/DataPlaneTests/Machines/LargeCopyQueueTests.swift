import NIOCore
import Testing

@testable import DataPlane

@Suite("Large answers to copies")
struct LargeCopyQueueTests {
    private static let turn = LargeCopyQueue<Int>.turn

    private static func at(_ turns: Int) -> NIODeadline { .uptimeNanoseconds(1_000_000_000) + turn * turns }

    @Test("so many bytes may come in a turn, and as many again in the next")
    func bytes() {
        var queue = LargeCopyQueue<Int>(bytesPerTurn: 100)
        for number in 0..<3 {
            let answers = [60, 60, 1].map { queue.take($0, at: Self.at(number)) }
            #expect(answers == [true, false, false])
            let late = queue.take(1, at: Self.at(number + 1) - .nanoseconds(1))
            #expect(!late, "the turn is not over")
        }
    }

    @Test("where copies are held back the next turn begins with theirs, and nobody is before them")
    func order() {
        var queue = LargeCopyQueue<Int>(bytesPerTurn: 100)
        var answers = [queue.take(100, at: Self.at(0))]
        queue.add(1)
        answers.append(queue.take(1, at: Self.at(1)))
        let turn = queue.beginTurn(at: Self.at(1)) { _ in false }
        answers.append(queue.take(99, at: Self.at(1)))
        #expect(answers == [false, false, true])
        #expect(turn == [1])
    }

    @Test("so many copies read on at a turn, in the order in which they were held back")
    func turns() {
        var queue = LargeCopyQueue<Int>(copiesPerTurn: 2)
        for copy in 1...5 { queue.add(copy) }
        var turns = [queue.beginTurn(at: Self.at(1)) { _ in false }]
        queue.add(1)
        for _ in 0..<3 { turns.append(queue.beginTurn(at: Self.at(1)) { _ in false }) }
        #expect(turns == [[1, 2], [3, 4], [5, 1], []])
    }

    @Test("one that ended while it waited takes nobody's turn, and is let go of")
    func ended() {
        var queue = LargeCopyQueue<Int>(copiesPerTurn: 2)
        for copy in 1...5 { queue.add(copy) }
        let turn = queue.beginTurn(at: Self.at(1)) { $0 <= 3 }
        let rest = queue.beginTurn(at: Self.at(1)) { _ in false }
        #expect(turn == [4, 5])
        #expect(rest == [])
    }
}
