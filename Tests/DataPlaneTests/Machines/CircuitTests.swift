import NIOCore
import Testing

@testable import DataPlane

@Suite("The way to the candidate, closed and open")
struct CircuitTests {
    /// A second, two, four, and not more.
    private static let times = BreakerConfiguration(openFor: 1_000_000_000, maximumOpenFor: 4_000_000_000)

    private static func at(_ seconds: Double) -> NIODeadline { .uptimeNanoseconds(UInt64(seconds * 1_000_000_000)) }

    private static func opened(at seconds: Double) -> Circuit {
        let circuit = Circuit(times)
        #expect(circuit.open(from: circuit.state, at: at(seconds)))
        return circuit
    }

    private func probe(_ circuit: Circuit, at seconds: Double, isSafe: Bool = true) -> CircuitState? {
        guard case .probe(let lease) = circuit.admission(isSafe: isSafe, at: Self.at(seconds)) else { return nil }
        return lease
    }

    @Test("closed, it lets everything through")
    func closed() {
        let circuit = Circuit(Self.times)
        #expect(circuit.admission(isSafe: true, at: Self.at(1)) == .admitted)
        #expect(circuit.admission(isSafe: false, at: Self.at(1)) == .admitted)
        #expect(!circuit.isOpen(at: Self.at(1)))
    }

    @Test("open, it lets nothing through until its time is over, and then a single request")
    func halfOpen() {
        let circuit = Self.opened(at: 10)
        #expect(circuit.isOpen(at: Self.at(10.999)) && !circuit.isOpen(at: Self.at(11)))
        for time in [10, 10.5, 10.999] { #expect(circuit.admission(isSafe: true, at: Self.at(time)) == .refused) }
        #expect(probe(circuit, at: 11) != nil)
        #expect(circuit.isOpen(at: Self.at(11)))
        for time in [11, 11.5, 11.999] { #expect(circuit.admission(isSafe: true, at: Self.at(time)) == .refused) }
    }

    @Test("it is opened once, whoever wants to")
    func openedOnce() {
        let circuit = Circuit(Self.times)
        let closed = circuit.state
        #expect(circuit.open(from: closed, at: Self.at(1)))
        #expect(!circuit.open(from: closed, at: Self.at(1.5)))
        #expect(circuit.state == .open(until: Self.at(2), doublings: 0, isProbed: false))
        circuit.close(at: Self.at(2.5))
        #expect(!circuit.open(from: closed, at: Self.at(3)), "what was counted before it was open does not count")
    }

    @Test("a success closes it, and the next time it opens for as long as the first time")
    func success() throws {
        let circuit = Self.opened(at: 10)
        circuit.reopen(from: try #require(probe(circuit, at: 11)), at: Self.at(11.1))
        _ = try #require(probe(circuit, at: 13.1))
        circuit.close(at: Self.at(13.2))
        #expect(circuit.state == .closed(since: Self.at(13.2)))
        #expect(circuit.admission(isSafe: true, at: Self.at(13.2)) == .admitted)
        #expect(circuit.open(from: circuit.state, at: Self.at(14)))
        #expect(circuit.isOpen(at: Self.at(14.999)) && !circuit.isOpen(at: Self.at(15)))
    }

    @Test("each failure doubles the time, up to the most")
    func doubling() throws {
        let circuit = Self.opened(at: 0)
        var now = 1.0
        for expected in [2.0, 4, 4, 4] {
            circuit.reopen(from: try #require(probe(circuit, at: now)), at: Self.at(now + 0.5))
            now += 0.5 + expected
            #expect(circuit.isOpen(at: Self.at(now - 0.001)) && !circuit.isOpen(at: Self.at(now)))
        }
    }

    @Test("a probe that is never heard of again is followed by another one, after the same time, then twice that")
    func lostProbe() {
        let circuit = Self.opened(at: 0)
        #expect(probe(circuit, at: 1) != nil)
        #expect(probe(circuit, at: 1.999) == nil)
        #expect(probe(circuit, at: 2) != nil)
        #expect(probe(circuit, at: 3.999) == nil)
        #expect(probe(circuit, at: 4) != nil)
        #expect(probe(circuit, at: 7.999) == nil)
        #expect(probe(circuit, at: 8) != nil)
        #expect(probe(circuit, at: 11.999) == nil)
        #expect(probe(circuit, at: 12) != nil)
    }

    @Test("what becomes of a late probe: a failure leaves it to the next one, a success closes all the same")
    func lateProbe() throws {
        let circuit = Self.opened(at: 0)
        let first = try #require(probe(circuit, at: 1))
        let second = try #require(probe(circuit, at: 2))
        circuit.reopen(from: first, at: Self.at(2.5))
        #expect(circuit.state == second)
        circuit.close(at: Self.at(3))
        circuit.reopen(from: second, at: Self.at(3.5))
        #expect(circuit.state == .closed(since: Self.at(3)))
    }

    @Test("a request that cannot be repeated leaves probing to others for one interval more")
    func unsafeProbe() {
        let circuit = Self.opened(at: 0)
        #expect(probe(circuit, at: 1.999, isSafe: false) == nil)
        #expect(probe(circuit, at: 2, isSafe: false) != nil)
        #expect(probe(circuit, at: 3, isSafe: false) == nil)
        #expect(probe(circuit, at: 3.001, isSafe: true) != nil)
    }

    @Test("once somebody says that the candidate is mended, a probe from before says nothing about it")
    func mended() throws {
        let circuit = Self.opened(at: 10)
        let lease = try #require(probe(circuit, at: 11))
        circuit.close(at: Self.at(11.5))
        circuit.reopen(from: lease, at: Self.at(11.6))
        #expect(circuit.state == .closed(since: Self.at(11.5)))
    }

    @Test("of many threads that see its time to be over one probes")
    func oneWins() async {
        for round in 0..<200 {
            let circuit = Self.opened(at: Double(round))
            let winners = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        if case .probe = circuit.admission(isSafe: true, at: Self.at(Double(round) + 1)) {
                            true
                        } else {
                            false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }

    @Test("a state is what its word says")
    func words() {
        let states: [CircuitState] = [
            .closed(since: Self.at(0)), .closed(since: Self.at(123_456.789)),
            .open(until: Self.at(1), doublings: 0, isProbed: false),
            .open(until: Self.at(1), doublings: 0, isProbed: true),
            .open(until: Self.at(3_153_600_000), doublings: 63, isProbed: true),
        ]
        for state in states { #expect(CircuitState(word: state.word) == state) }
        #expect(Set(states.map(\.word)).count == states.count)
    }

    @Test("doubling never overflows")
    func extremes() {
        let longest = BreakerConfiguration(openFor: .max / 2, maximumOpenFor: .max / 2)
        #expect(longest.interval(doublings: 63) == .nanoseconds(.max / 2))
        #expect(BreakerConfiguration(openFor: 0, maximumOpenFor: 9).interval(doublings: 63) == .nanoseconds(0))
        var state = CircuitState.opened(at: Self.at(1), Self.times)
        for _ in 0..<100 { state = state.reopened(at: Self.at(1), Self.times) ?? state }
        #expect(state == .open(until: Self.at(5), doublings: 63, isProbed: false))
    }
}
