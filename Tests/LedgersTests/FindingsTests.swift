import Testing
import Traffic

@testable import Ledgers

@Suite("What one exchange is an observation of")
struct FindingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var comparison: Comparison
        var observed: ObservationKinds
        var bad: ObservationKinds
    }

    static let both: ObservationKinds = [.errors, .candidateErrors, .legacyErrors]

    static let cases: [Case] = [
        Case(
            testDescription: "a match", comparison: .sample(.match),
            observed: [.mismatches, .incomparable, .slower, .latency, both], bad: []),
        Case(
            testDescription: "a mismatch", comparison: .sample(.mismatch),
            observed: [.mismatches, .incomparable, .slower, .latency, both], bad: .mismatches),
        Case(
            testDescription: "both fail alike", comparison: .sample(.match, legacyFailed: true, candidateFailed: true),
            observed: [.mismatches, .incomparable, .slower, .latency, both], bad: [.candidateErrors, .legacyErrors]),
        Case(
            testDescription: "a dead candidate",
            comparison: .sample(.incomparable(.candidateUnreachable), candidateFailed: true, candidateLatency: nil),
            observed: [.incomparable, both], bad: [.incomparable, .errors, .candidateErrors]),
        Case(
            testDescription: "a hanging candidate is slower too",
            comparison: .sample(.incomparable(.timeout), candidateFailed: true, candidateLatency: nil),
            observed: [.incomparable, .slower, both], bad: [.incomparable, .slower, .errors, .candidateErrors]),
        Case(
            testDescription: "a candidate that was skipped is as good as dead, but not slower",
            comparison: .sample(
                .incomparable(.circuitOpen), servedSide: .candidate, candidateFailed: true, candidateLatency: nil,
                fellBack: true, fallbackMilliseconds: 0),
            observed: [.incomparable, both], bad: [.incomparable, .errors, .candidateErrors]),
        Case(
            testDescription: "one that was skipped while legacy failed too",
            comparison: .sample(
                .incomparable(.circuitOpen), servedSide: .candidate, legacyFailed: true, candidateFailed: true,
                legacyLatency: nil, candidateLatency: nil, fellBack: true, fallbackMilliseconds: 0),
            observed: [.incomparable, both], bad: [.incomparable, .candidateErrors, .legacyErrors]),
        Case(
            testDescription: "a dead legacy",
            comparison: .sample(.incomparable(.legacyUnreachable), legacyFailed: true, legacyLatency: nil),
            observed: [.incomparable, .latency, both], bad: [.incomparable, .legacyErrors]),
        Case(
            testDescription: "a copy that was shed says nothing of the candidate",
            comparison: .sample(.incomparable(.dropped), candidateLatency: nil),
            observed: [.incomparable, .legacyErrors], bad: .incomparable),
        Case(
            testDescription: "an answer too large to be compared was no failure, and its time is not the candidate's",
            comparison: .sample(.incomparable(.tooLarge), candidateLatency: nil, candidateIsUntimed: true),
            observed: [.incomparable, both], bad: .incomparable),
        Case(
            testDescription: "a promoted write that is not copied is an error that a client has seen",
            comparison: .sample(
                .incomparable(.writeNotMirrored), servedSide: .candidate, candidateFailed: true, legacyLatency: nil),
            observed: [.incomparable, .errors, .candidateErrors, .latency],
            bad: [.incomparable, .errors, .candidateErrors]),
        Case(
            testDescription: "an exchange outside of the sample",
            comparison: .sample(.notMirrored, candidateLatency: nil), observed: [], bad: []),
        Case(
            testDescription: "one outside of the sample that the candidate served",
            comparison: .sample(.notMirrored, servedSide: .candidate, candidateFailed: true, legacyLatency: nil),
            observed: [.errors, .candidateErrors, .latency], bad: [.errors, .candidateErrors]),
        Case(
            testDescription: "within ratio and slack", comparison: .sample(legacyLatency: 100, candidateLatency: 125),
            observed: [.mismatches, .incomparable, .slower, .latency, both], bad: []),
        Case(
            testDescription: "past ratio and slack", comparison: .sample(legacyLatency: 100, candidateLatency: 125.1),
            observed: [.mismatches, .incomparable, .slower, .latency, both], bad: .slower),
    ]

    @Test("observes and judges", arguments: cases)
    func findings(_ example: Case) {
        let findings = Findings(example.comparison, slowerRatio: 1.2, slack: 5)
        #expect(findings.observed == example.observed)
        #expect(findings.bad == example.bad)
    }
}
