@testable import DataPlane
import NIOCore
import Testing

@Suite("The health of an address")
struct AddressHealthTests {
    static let policy = AddressHealth.Policy(
        failures: 3, firstEjection: .seconds(1), longestEjection: .seconds(5), ramp: .seconds(10))

    static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    /// A health that can be asked inside of an expectation.
    final class Subject {
        private(set) var health = AddressHealth()
        private let policy: AddressHealth.Policy

        init(policy: AddressHealth.Policy = AddressHealthTests.policy) { self.policy = policy }

        var isOut: Bool { health.isOut }

        func share(at now: NIODeadline) -> Double { health.share(at: now, policy) }

        func connected(at now: NIODeadline) { health.connected(at: now) }

        func answered(at now: NIODeadline) { health.answered(at: now, policy) }

        @discardableResult
        func failed(at now: NIODeadline, mayEject: Bool = true) -> Bool {
            health.failed(at: now, mayEject: mayEject, policy)
        }

        @discardableResult
        func takeProbe(at now: NIODeadline) -> Bool { health.takeProbe(at: now) }
    }

    /// One that has been connected to.
    static func proven(policy: AddressHealth.Policy = policy) -> Subject {
        let subject = Subject(policy: policy)
        subject.connected(at: at(0))
        return subject
    }

    /// One that has been put out at a time.
    static func ejected(at seconds: Int64) -> Subject {
        let subject = proven()
        for _ in 0..<3 { subject.failed(at: at(seconds)) }
        return subject
    }

    @Test("failures in a row put it out; an answer between them begins the row anew")
    func inARow() {
        let health = Self.proven()
        for _ in 0..<5 {
            #expect(!health.failed(at: Self.at(1)))
            #expect(!health.failed(at: Self.at(1)))
            health.answered(at: Self.at(1))
        }
        for isLast in [false, false, true] {
            #expect(health.failed(at: Self.at(2)) == isLast)
        }
        #expect(health.isOut && health.share(at: Self.at(2)) == 0)
    }

    @Test("that it can be connected to is no proof that it answers")
    func connectingProvesNothing() {
        let health = Self.proven()
        var isOut = false
        for _ in 0..<3 {
            health.connected(at: Self.at(1))
            isOut = health.failed(at: Self.at(1))
        }
        #expect(isOut)
    }

    @Test("one that has never been connected to is put out by its first failure")
    func unproven() {
        let health = Subject()
        #expect(health.failed(at: Self.at(0)))
    }

    @Test("the last one is not put out, however often it fails, and is once another can do the work")
    func last() {
        let health = Self.proven()
        for _ in 0..<20 { #expect(!health.failed(at: Self.at(1), mayEject: false)) }
        #expect(health.failed(at: Self.at(2)))
    }

    @Test("nothing is put out where that is switched off")
    func never() {
        let health = Self.proven(policy: AddressHealth.Policy(failures: nil))
        for _ in 0..<100 { #expect(!health.failed(at: Self.at(1))) }
    }

    @Test("the time doubles with every failed probe, up to a cap; the probe is due once")
    func backOff() {
        let health = Self.ejected(at: 0)
        var now: Int64 = 0
        for wait: Int64 in [1, 2, 4, 5, 5] {
            #expect(!health.takeProbe(at: Self.at(now + wait) - .nanoseconds(1)))
            now += wait
            #expect(health.takeProbe(at: Self.at(now)))
            #expect(!health.takeProbe(at: Self.at(now)))
            #expect(!health.failed(at: Self.at(now)), "it is out already")
            #expect(health.isOut)
        }
    }

    @Test("it comes back with a tenth of its share, which grows evenly")
    func ramp() {
        let health = Self.ejected(at: 0)
        #expect(health.takeProbe(at: Self.at(1)))
        health.connected(at: Self.at(1))
        for (seconds, share) in [(1, 0.1), (6, 0.55), (11, 1.0), (60, 1.0)] as [(Int64, Double)] {
            #expect(abs(health.share(at: Self.at(seconds)) - share) < 1e-9)
        }
    }

    @Test("a failure while it comes back puts it out at once, for longer than before")
    func failsAgain() {
        let health = Self.ejected(at: 0)
        health.takeProbe(at: Self.at(1))
        health.connected(at: Self.at(1))
        #expect(health.failed(at: Self.at(3)))
        #expect(!health.takeProbe(at: Self.at(4)))
        #expect(health.takeProbe(at: Self.at(5)))
    }

    @Test("an answer after the ramp forgets what was")
    func forgets() {
        let health = Self.ejected(at: 0)
        health.takeProbe(at: Self.at(1))
        health.connected(at: Self.at(1))
        health.answered(at: Self.at(10))
        #expect(health.share(at: Self.at(10)) < 1, "not before its time")
        health.answered(at: Self.at(11))
        for _ in 0..<3 { health.failed(at: Self.at(20)) }
        #expect(health.takeProbe(at: Self.at(21)), "the first time out is short again")
    }
}
