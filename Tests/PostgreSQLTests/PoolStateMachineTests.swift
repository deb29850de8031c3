import Testing

@testable import PostgreSQL

@Suite("Pool state machine")
struct PoolStateMachineTests {
    /// A machine whose places are all taken by the connections 1, 2 ….
    private func exhausted(_ count: Int) -> PoolStateMachine {
        var machine = PoolStateMachine(maximumConnections: count)
        for waiter in 1...count { #expect(machine.acquire(waiter) == .lease(.connect(waiter))) }
        return machine
    }

    @Test("an idle connection is used before a new one is made, the one used last first")
    func reuse() {
        var machine = exhausted(2)
        #expect(machine.release(1, reusable: true) == [])
        #expect(machine.release(2, reusable: true) == [])
        #expect(machine.acquire(3) == .lease(.reuse(2)))
        #expect(machine.acquire(4) == .lease(.reuse(1)))
    }

    @Test("those in line get connections in the order of their arrival")
    func order() {
        var machine = exhausted(1)
        #expect(machine.acquire(2) == .wait)
        #expect(machine.acquire(3) == .wait)
        #expect(machine.release(1, reusable: true) == [.grant(2, .reuse(1))])
        #expect(machine.release(1, reusable: true) == [.grant(3, .reuse(1))])
        #expect(machine.release(1, reusable: true) == [])
    }

    @Test("the place of a broken connection goes to the next in line")
    func brokenConnection() {
        var machine = exhausted(1)
        #expect(machine.acquire(2) == .wait)
        #expect(machine.release(1, reusable: false) == [.close(1), .grant(2, .connect(2))])
        #expect(machine.connectionEnded(1) == [])
        #expect(machine.release(2, reusable: true) == [])
        #expect(machine.acquire(3) == .lease(.reuse(2)))
    }

    @Test("a connection that breaks while it is held is not used again, and not closed twice")
    func breaksWhileHeld() {
        var machine = exhausted(1)
        #expect(machine.connectionEnded(1) == [])
        #expect(machine.release(1, reusable: true) == [])
        #expect(machine.acquire(2) == .lease(.connect(2)))
    }

    @Test("a connection that breaks while it is idle gives its place up")
    func breaksWhileIdle() {
        var machine = exhausted(1)
        _ = machine.release(1, reusable: true)
        #expect(machine.connectionEnded(1) == [])
        #expect(machine.acquire(2) == .lease(.connect(2)))
    }

    @Test("who leaves the line is passed over, and who has been granted cannot leave it")
    func leaving() {
        var machine = exhausted(1)
        _ = machine.acquire(2)
        _ = machine.acquire(3)
        #expect(machine.abandon(2) == true)
        #expect(machine.abandon(2) == false)
        #expect(machine.release(1, reusable: true) == [.grant(3, .reuse(1))])
        #expect(machine.abandon(3) == false)
    }

    @Test("closing refuses the line, closes the idle, and is done when the last has said goodbye")
    func closing() {
        var machine = exhausted(2)
        _ = machine.acquire(3)
        _ = machine.abandon(3)
        _ = machine.release(1, reusable: true)
        #expect(machine.close() == [.close(1)])
        #expect(machine.acquire(4) == .refuse)
        #expect(machine.connectionEnded(1) == [])
        #expect(machine.release(2, reusable: true) == [.close(2)])
        #expect(machine.connectionEnded(2) == [.drained])
        #expect(machine.close() == [.drained])
    }

    @Test("closing refuses those in line")
    func closingWithLine() {
        var machine = exhausted(1)
        _ = machine.acquire(2)
        #expect(machine.close() == [.refuse(2)])
        #expect(machine.connectionEnded(1) == [])
        #expect(machine.release(1, reusable: false) == [.drained])
    }

    @Test("no sequence of events exceeds the places, serves out of order, or loses a caller", arguments: 0..<50)
    func anySequence(seed: UInt64) {
        var random = SplitMix64(state: seed)
        var machine = PoolStateMachine(maximumConnections: 3)
        var held: [Int] = []
        var line: [Int] = []
        for waiter in 1...400 {
            switch random.next() % 5 {
            case 0, 1:
                switch machine.acquire(waiter) {
                case .lease(.reuse(let id)), .lease(.connect(let id)):
                    #expect(line.isEmpty && !held.contains(id))
                    held.append(id)
                case .wait: line.append(waiter)
                case .refuse: Issue.record("an open pool refuses nobody")
                }
            case 2 where !line.isEmpty:
                let leaver = line.remove(at: Int(random.next() % UInt64(line.count)))
                #expect(machine.abandon(leaver) == true)
            case 3 where !held.isEmpty:
                _ = machine.connectionEnded(held[Int(random.next() % UInt64(held.count))])
            default:
                guard !held.isEmpty else { continue }
                let id = held.remove(at: Int(random.next() % UInt64(held.count)))
                for case .grant(let granted, let lease) in machine.release(id, reusable: random.next() % 3 > 0) {
                    #expect(!line.isEmpty && granted == line.removeFirst())
                    switch lease {
                    case .reuse(let id), .connect(let id): held.append(id)
                    }
                }
            }
            #expect(held.count <= 3)
            #expect(line.isEmpty || held.count == 3)
            #expect(machine.waiterCount == line.count)
        }
    }
}

/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
