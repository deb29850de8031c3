import NIOCore
import Testing

@testable import DataPlane

@Suite("When a candidate has failed too often")
struct CircuitBreakerTests {
    private static let limits = BreakerConfiguration(
        consecutiveFailures: 3, failureShare: 0.5, minimumCount: 6, window: 1_000_000_000)

    private static func at(_ milliseconds: UInt64) -> NIODeadline { .uptimeNanoseconds(milliseconds * 1_000_000) }

    /// Verdicts by a letter each, one a millisecond: `+` succeeded, `-` failed, `o` neutral, `~` a quarter of a second.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var verdicts: String
        /// The verdicts, counted from 1, at which it trips.
        var trips: [Int]
        var testDescription: String { "\(name): \(verdicts)" }
    }

    @Test(
        "trips on failures in a row and on a share of failures, and on nothing else",
        arguments: [
            Case(name: "a few failures", verdicts: "--+--", trips: []),
            Case(name: "failures in a row", verdicts: "+---", trips: [4]),
            Case(name: "it goes on saying so, should nobody listen", verdicts: "-----", trips: [3, 4, 5]),
            Case(name: "both failed: neither a failure nor a success", verdicts: "--oo-", trips: [5]),
            Case(name: "both failed, for ever", verdicts: "oooooooooooo", trips: []),
            Case(name: "half of the smallest number", verdicts: "+-+-+-", trips: [6]),
            Case(name: "half of less than that", verdicts: "+-+-", trips: []),
            Case(name: "less than half", verdicts: "++-+-+-+", trips: []),
            Case(name: "a success never trips", verdicts: "--+--+", trips: []),
            Case(name: "the share counts what is neutral in nothing", verdicts: "+-oo+-oo+-", trips: [10]),
            Case(name: "what is long ago does not count in the share", verdicts: "+-+-~~~~~-+-+", trips: []),
            Case(name: "what is not so long ago does", verdicts: "+-+-~~+-", trips: [6]),
            Case(name: "in a row has no end", verdicts: "-~~~~~~-~~~~~~-", trips: [3]),
        ])
    func table(_ given: Case) {
        var breaker = CircuitBreaker(Self.limits)
        var time: UInt64 = 100_000
        var number = 0
        var trips: [Int] = []
        for letter in given.verdicts {
            guard letter != "~" else {
                time += 250
                continue
            }
            time += 1
            number += 1
            let verdict: CandidateVerdict = letter == "+" ? .succeeded : letter == "-" ? .failed : .neutral
            if breaker.record(verdict, at: Self.at(time), closedSince: Self.at(0)) { trips.append(number) }
        }
        #expect(trips == given.trips)
    }

    @Test("a circuit that was closed anew begins without what was counted before")
    func closedAnew() {
        var breaker = CircuitBreaker(Self.limits)
        let trips = [(1, 0), (2, 0), (6, 5), (7, 5), (8, 5)].map { time, closing in
            breaker.record(.failed, at: Self.at(time), closedSince: Self.at(closing))
        }
        #expect(trips == [false, false, false, false, true])
    }

    @Test("a window holds its last while to within a tenth of it, over any pause")
    func window() {
        var window = FailureWindow(length: 1_000)
        var recorded: [(time: UInt64, isFailure: Bool)] = []
        var random = SplitMix(state: 1)
        var time: UInt64 = 5_000
        for _ in 0..<2_000 {
            time += random.next() % 100 == 0 ? random.next() % 3_000 : random.next() % 60
            let isFailure = random.next() % 3 == 0
            window.record(isFailure: isFailure, at: .uptimeNanoseconds(time))
            recorded.append((time, isFailure))
            let kept = recorded.filter { $0.time / 100 + 10 > time / 100 }
            #expect(window.count == kept.count && window.failures == kept.count { $0.isFailure })
        }
    }
}
