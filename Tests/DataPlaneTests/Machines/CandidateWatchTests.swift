import NIOCore
import Testing
import Traffic

@testable import DataPlane

@Suite("What an exchange says about the candidate")
struct CandidateWatchTests {
    struct Case: Sendable {
        var legs: [(Side, LegStanding)]
        /// What is told with each leg, and at the end.
        var told: [CandidateVerdict?]
    }

    @Test(
        "a failure is the candidate's where legacy did not fail too, and is told as soon as that is known",
        arguments: [
            Case(legs: [], told: [nil]),
            Case(legs: [(.candidate, .sound)], told: [.succeeded, nil]),
            Case(legs: [(.candidate, .sound), (.legacy, .failed)], told: [.succeeded, nil, nil]),
            Case(legs: [(.legacy, .failed), (.candidate, .sound)], told: [nil, .succeeded, nil]),
            Case(legs: [(.candidate, .failed), (.legacy, .sound)], told: [nil, .failed, nil]),
            Case(legs: [(.legacy, .sound), (.candidate, .failed)], told: [nil, .failed, nil]),
            Case(legs: [(.candidate, .failed), (.legacy, .failed)], told: [nil, .neutral, nil]),
            Case(legs: [(.legacy, .failed), (.candidate, .failed)], told: [nil, .neutral, nil]),
            Case(legs: [(.candidate, .failed), (.legacy, .unknown)], told: [nil, .failed, nil]),
            Case(legs: [(.candidate, .failed)], told: [nil, .failed]),
            Case(legs: [(.candidate, .unknown), (.legacy, .sound)], told: [.neutral, nil, nil]),
            Case(legs: [(.legacy, .sound)], told: [nil, nil]),
            Case(legs: [(.legacy, .failed)], told: [nil, nil]),
        ])
    func verdicts(_ given: Case) {
        var watch = CandidateWatch(began: .uptimeNanoseconds(1))
        var told: [CandidateVerdict?] = []
        for (side, standing) in given.legs { told.append(watch.note(standing, of: side)) }
        told.append(watch.end())
        #expect(told == given.told)
    }

    private static func answer(_ status: Int, isWhole: Bool = true) -> LegOutcome {
        .answered(
            Answer(
                status: status, head: MessageHead(bytes: ByteBuffer()), body: ByteBuffer(), bodyLength: isWhole ? 0 : 9)
        )
    }

    @Test("an answer counts by its status, a failure by whose it is")
    func standings() {
        for side in [Side.legacy, .candidate] {
            for status in [101, 200, 404, 499] {
                #expect(LegStanding(Self.answer(status), of: side, isCopy: true) == .sound)
            }
            for status in [500, 503, 599] {
                #expect(LegStanding(Self.answer(status), of: side, isCopy: false) == .failed)
                // One of the candidate's routes may not be written yet.
                let ofCopy = LegStanding(Self.answer(status), of: side, isCopy: true)
                #expect(ofCopy == (side == .legacy ? .failed : .unknown))
            }
            #expect(LegStanding(Self.answer(200, isWhole: false), of: side, isCopy: false) == .sound)
            #expect(LegStanding(Self.answer(200, isWhole: false), of: side, isCopy: true) == .unknown)
            #expect(LegStanding(.shed, of: side, isCopy: true) == .unknown)
        }
        let sides: Set<LegFailure.Kind> = [.unreachable, .timeout, .malformed, .brokenOff]
        for kind in LegFailure.Kind.allCases {
            let expected: LegStanding = sides.contains(kind) ? .failed : .unknown
            #expect(LegStanding(.failed(LegFailure(kind, "")), of: .candidate, isCopy: false) == expected, "\(kind)")
        }
    }
}
