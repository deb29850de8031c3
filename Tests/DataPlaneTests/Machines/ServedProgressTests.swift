import Testing
import Traffic

@testable import DataPlane

@Suite("What is done when the served side fails")
struct ServedProgressTests {
    struct Case: Sendable {
        var side: Side
        var isSafe: Bool
        var fallsBack = true
        var isReplayable = true
        var hasForwardedHead = false
        var hasWritten = true
        var isStale = false
        var recovery: ServedProgress.Recovery
    }

    @Test(
        "a request is repeated only where that does no harm",
        arguments: [
            Case(side: .legacy, isSafe: true, recovery: .answer),
            Case(side: .legacy, isSafe: false, recovery: .answer),
            Case(side: .legacy, isSafe: true, isStale: true, recovery: .retry),
            Case(side: .legacy, isSafe: false, isStale: true, recovery: .answer),
            Case(side: .legacy, isSafe: true, isReplayable: false, isStale: true, recovery: .answer),
            Case(side: .candidate, isSafe: true, recovery: .fallBack),
            Case(side: .candidate, isSafe: true, isStale: true, recovery: .retry),
            Case(side: .candidate, isSafe: true, fallsBack: false, recovery: .answer),
            Case(side: .candidate, isSafe: false, recovery: .answer),
            Case(side: .candidate, isSafe: false, hasWritten: false, recovery: .fallBack),
            Case(side: .candidate, isSafe: true, isReplayable: false, recovery: .answer),
            Case(side: .candidate, isSafe: false, isReplayable: false, hasWritten: false, recovery: .fallBack),
            Case(side: .candidate, isSafe: true, hasForwardedHead: true, recovery: .breakOff),
            Case(side: .legacy, isSafe: true, hasForwardedHead: true, isStale: true, recovery: .breakOff),
        ])
    func recovery(_ given: Case) {
        var progress = ServedProgress(side: given.side, isSafe: given.isSafe, fallsBack: given.fallsBack)
        progress.isReplayable = given.isReplayable
        if given.hasForwardedHead { progress.forwardedHead() }
        #expect(progress.recover(hasWritten: given.hasWritten, isStale: given.isStale) == given.recovery)
    }

    @Test("a stale connection is worth one retry on each side")
    func retryOnce() {
        var progress = ServedProgress(side: .candidate, isSafe: true, fallsBack: true)
        #expect(progress.recover(hasWritten: true, isStale: true) == .retry)
        #expect(progress.recover(hasWritten: true, isStale: true) == .fallBack)
        progress.fellBack()
        #expect(progress.recover(hasWritten: true, isStale: true) == .retry)
        #expect(progress.recover(hasWritten: true, isStale: true) == .answer)
    }

    @Test(
        "the candidate's 5xx is held back only where legacy can answer in its place",
        arguments: [
            (Side.candidate, true, true, 500, true), (.candidate, true, true, 503, true),
            (.candidate, true, true, 499, false),
            (.candidate, false, true, 500, false), (.candidate, true, false, 500, false),
            (.legacy, true, true, 500, false),
        ])
    func status(_ side: Side, _ isSafe: Bool, _ fallsBack: Bool, _ status: Int, _ expected: Bool) {
        let progress = ServedProgress(side: side, isSafe: isSafe, fallsBack: fallsBack)
        #expect(progress.fallsBack(fromStatus: status) == expected)
    }
}
