import Comparisons
import NIOCore
import Testing
import Traffic

/// An exchange of one GET, with the given legs.
func exchange(
    served: Leg,
    mirrored: Leg?,
    control: Leg? = nil,
    target: String = "/customers/1?x=1",
    path: PathPattern = .anything,
    userKey: String? = nil,
    copy: Assignment.Copy = .sent,
    fellBack: Bool = false,
    fallbackDelay: Int64? = nil,
    isOvertaken: Bool = false,
    isRequestComplete: Bool = true,
    isRequestCapturedWhole: Bool = true,
    body: String = ""
) -> Exchange {
    Exchange(
        id: "id-1",
        route: Route(name: "route", path: path),
        operation: .read,
        assignment: Assignment(served: served.side, reason: .bucket, copy: copy, percentage: 10),
        userKey: userKey,
        request: CapturedRequest(head: MessageHead(text: "GET \(target) HTTP/1.1"), body: ByteBuffer(string: body)),
        isRequestComplete: isRequestComplete,
        isRequestCapturedWhole: isRequestCapturedWhole,
        startedAt: Timestamp(milliseconds: 5),
        served: served,
        mirrored: mirrored,
        control: control,
        fellBack: fellBack,
        fallbackDelay: fallbackDelay,
        isOvertaken: isOvertaken
    )
}

func leg(_ side: Side, _ answer: Answer, milliseconds: Int64 = 10) -> Leg {
    Leg(side: side, outcome: .answered(answer), duration: milliseconds * 1_000_000)
}

func failed(_ side: Side, _ kind: LegFailure.Kind) -> Leg {
    Leg(side: side, outcome: .failed(LegFailure(kind, "")), duration: 1_000_000)
}

@Suite("Outcomes")
struct OutcomeTests {
    private let comparer = ExchangeComparer(rules: [:], redaction: Redaction(Redaction.defaults))
    private let good = json(#"{"a":1}"#)

    struct FailureCase: Sendable {
        let legacy: LegFailure.Kind?
        let candidate: LegFailure.Kind?
        let outcome: Outcome
    }

    static let failures: [FailureCase] = [
        FailureCase(legacy: nil, candidate: nil, outcome: .match),
        FailureCase(legacy: nil, candidate: .timeout, outcome: .incomparable(.timeout)),
        FailureCase(legacy: nil, candidate: .unreachable, outcome: .incomparable(.candidateUnreachable)),
        FailureCase(legacy: nil, candidate: .saturated, outcome: .incomparable(.candidateUnreachable)),
        FailureCase(legacy: nil, candidate: .malformed, outcome: .incomparable(.candidateMalformed)),
        FailureCase(legacy: nil, candidate: .brokenOff, outcome: .incomparable(.candidateMalformed)),
        FailureCase(legacy: nil, candidate: .abandoned, outcome: .incomparable(.dropped)),
        FailureCase(legacy: .timeout, candidate: nil, outcome: .incomparable(.legacyTimeout)),
        FailureCase(legacy: .unreachable, candidate: nil, outcome: .incomparable(.legacyUnreachable)),
        FailureCase(legacy: .saturated, candidate: nil, outcome: .incomparable(.legacyUnreachable)),
        FailureCase(legacy: .malformed, candidate: nil, outcome: .incomparable(.legacyMalformed)),
        FailureCase(legacy: .brokenOff, candidate: nil, outcome: .incomparable(.legacyMalformed)),
        FailureCase(legacy: .abandoned, candidate: nil, outcome: .incomparable(.clientGone)),
        FailureCase(legacy: .abandoned, candidate: .timeout, outcome: .incomparable(.clientGone)),
        FailureCase(legacy: .timeout, candidate: .timeout, outcome: .incomparable(.legacyTimeout)),
        FailureCase(legacy: .unreachable, candidate: .timeout, outcome: .incomparable(.legacyUnreachable)),
    ]

    @Test("a failure has its reason, legacy's before the candidate's", arguments: failures)
    func failure(_ example: FailureCase) {
        let served = example.legacy.map { failed(.legacy, $0) } ?? leg(.legacy, good)
        let mirrored = example.candidate.map { failed(.candidate, $0) } ?? leg(.candidate, good)
        let comparison = comparer.compare(exchange(served: served, mirrored: mirrored))
        #expect(comparison.outcome == example.outcome)
        #expect(comparison.legacyFailed == (example.legacy != nil && example.legacy != .abandoned))
        #expect(comparison.candidateFailed == (example.candidate != nil && example.candidate != .abandoned))
        #expect((comparison.legacyLatency == nil) == (example.legacy != nil))
        #expect((comparison.candidateLatency == nil) == (example.candidate != nil))
    }

    @Test("roles may be the other way round")
    func promoted() {
        let comparison = comparer.compare(
            exchange(
                served: leg(.candidate, json(#"{"a":2}"#), milliseconds: 3),
                mirrored: leg(.legacy, good, milliseconds: 7)))
        #expect(comparison.outcome == .mismatch)
        #expect(comparison.servedSide == .candidate)
        #expect(comparison.differences.first?.legacy?.text == "1")
        #expect(comparison.differences.first?.candidate?.text == "2")
        #expect(comparison.legacyLatency == 7)
        #expect(comparison.candidateLatency == 3)
    }

    static let withoutCopy: [(copy: Assignment.Copy, outcome: Outcome)] = [
        (.notMirrored, .notMirrored), (.writeNotMirrored, .incomparable(.writeNotMirrored)),
        (.sent, .incomparable(.dropped)), (.sentAsDryRun, .incomparable(.dropped)),
    ]

    @Test("without a copy, what was to become of it decides", arguments: withoutCopy)
    func copies(_ copy: Assignment.Copy, _ outcome: Outcome) {
        #expect(comparer.compare(exchange(served: leg(.legacy, good), mirrored: nil, copy: copy)).outcome == outcome)
    }

    @Test("what was not captured whole is too large")
    func tooLarge() {
        let cut = Answer(
            status: 200, head: MessageHead(text: "HTTP/1.1 200 OK"), body: ByteBuffer(string: "a"), bodyLength: 2)
        for (served, mirrored) in [(cut, good), (good, cut)] {
            let comparison = comparer.compare(
                exchange(served: leg(.legacy, served), mirrored: leg(.candidate, mirrored)))
            #expect(comparison.outcome == .incomparable(.tooLarge))
        }
        let request = exchange(served: leg(.legacy, good), mirrored: nil, isRequestCapturedWhole: false)
        #expect(comparer.compare(request).outcome == .incomparable(.tooLarge))
    }

    @Test(
        "a time that is not the side's is no latency, though the side has answered",
        arguments: [Side.legacy, .candidate])
    func untimed(_ side: Side) {
        var legs = [Side.legacy: leg(.legacy, good), .candidate: leg(.candidate, good)]
        legs[side]?.isTimed = false
        for (served, mirrored) in [(Side.legacy, Side.candidate), (.candidate, .legacy)] {
            guard let first = legs[served], let second = legs[mirrored] else { continue }
            let comparison = comparer.compare(exchange(served: first, mirrored: second))
            #expect(comparison.outcome == .match)
            #expect(comparison.legacyLatency == (side == .legacy ? nil : 10))
            #expect(comparison.candidateLatency == (side == .candidate ? nil : 10))
            #expect(comparison.legacyIsUntimed == (side == .legacy))
            #expect(comparison.candidateIsUntimed == (side == .candidate))
        }
    }

    @Test("a request that never came whole is not mirrored, and a failure counts")
    func cutShort() {
        let failing = Answer(status: 503, head: MessageHead(text: "HTTP/1.1 503 Unavailable"), body: ByteBuffer())
        let early = exchange(
            served: leg(.candidate, failing), mirrored: nil, isRequestComplete: false, isRequestCapturedWhole: false)
        #expect(comparer.compare(early).outcome == .notMirrored)
        #expect(comparer.compare(early).candidateFailed)
        for candidate in [failed(.candidate, .unreachable), leg(.candidate, failing)] {
            let fallback = comparer.compare(
                exchange(
                    served: leg(.legacy, good), mirrored: candidate, fellBack: true, isRequestComplete: false))
            #expect(fallback.outcome == .notMirrored)
            #expect(fallback.candidateFailed)
        }
    }

    @Test("a candidate in whose place legacy answered has failed, though its answer was not read to the end")
    func fallbackWithoutEnd() {
        let comparison = comparer.compare(
            exchange(served: leg(.legacy, good), mirrored: failed(.candidate, .abandoned), fellBack: true))
        #expect(comparison.outcome == .incomparable(.dropped))
        #expect(comparison.candidateFailed)
    }

    @Test("a request that was never to be mirrored is not too large")
    func largeButNotMirrored() {
        let request = exchange(
            served: leg(.legacy, good), mirrored: nil, copy: .notMirrored, isRequestCapturedWhole: false)
        #expect(comparer.compare(request).outcome == .notMirrored)
        let write = exchange(
            served: leg(.legacy, good), mirrored: nil, copy: .writeNotMirrored, isRequestCapturedWhole: false)
        #expect(comparer.compare(write).outcome == .incomparable(.writeNotMirrored))
    }

    @Test("a shed copy is dropped")
    func shed() {
        let mirrored = Leg(side: .candidate, outcome: .shed, duration: 0)
        let comparison = comparer.compare(exchange(served: leg(.legacy, good), mirrored: mirrored))
        #expect(comparison.outcome == .incomparable(.dropped))
        #expect(!comparison.candidateFailed)
    }

    @Test("overtaken is not judged, but a failure counts")
    func overtaken() {
        let differing = exchange(served: leg(.legacy, good), mirrored: leg(.candidate, json("{}")), isOvertaken: true)
        #expect(comparer.compare(differing).outcome == .incomparable(.overtaken))
        #expect(comparer.compare(differing).differences.isEmpty)
        let failing = exchange(served: leg(.legacy, good), mirrored: failed(.candidate, .timeout), isOvertaken: true)
        #expect(comparer.compare(failing).outcome == .incomparable(.overtaken))
        #expect(comparer.compare(failing).candidateFailed)
    }

    @Test("after a fallback the candidate is the side that was to serve")
    func fallback() {
        let comparison = comparer.compare(
            exchange(served: leg(.legacy, good), mirrored: failed(.candidate, .unreachable), fellBack: true))
        #expect(comparison.servedSide == .candidate)
        #expect(comparison.fellBack)
        #expect(comparison.outcome == .incomparable(.candidateUnreachable))
        #expect(comparison.candidateFailed)
        let answered = comparer.compare(
            exchange(served: leg(.legacy, good), mirrored: leg(.candidate, json("{}", status: 503)), fellBack: true))
        #expect(answered.outcome == .mismatch)
        #expect(answered.candidateFailed && !answered.legacyFailed)
    }

    @Test("what waiting for the candidate cost is told in milliseconds", arguments: [nil, 0, 12_500_000] as [Int64?])
    func fallbackCost(delay: Int64?) {
        let comparison = comparer.compare(
            exchange(
                served: leg(.legacy, good), mirrored: failed(.candidate, .timeout), fellBack: delay != nil,
                fallbackDelay: delay))
        #expect(comparison.fallbackMilliseconds == delay.map { Double($0) / 1_000_000 })
    }

    @Test(
        "a candidate that was skipped has failed, whatever became of legacy and whatever was captured",
        arguments: [
            (leg(.legacy, json("{}")), false, IncomparableReason.circuitOpen),
            (leg(.legacy, json("{}", status: 500)), true, .circuitOpen),
            (failed(.legacy, .timeout), true, .circuitOpen),
            (failed(.legacy, .abandoned), false, .clientGone),
        ])
    func skipped(_ legacy: Leg, _ legacyFailed: Bool, _ reason: IncomparableReason) {
        for (isWhole, copy) in [(true, Assignment.Copy.sent), (false, .sent), (true, .writeNotMirrored)] {
            let comparison = comparer.compare(
                exchange(
                    served: legacy, mirrored: failed(.candidate, .skipped), copy: copy, fellBack: true,
                    fallbackDelay: 0,
                    isOvertaken: !isWhole, isRequestCapturedWhole: isWhole))
            #expect(comparison.outcome == .incomparable(reason))
            #expect(comparison.candidateFailed && comparison.legacyFailed == legacyFailed)
            #expect(comparison.fellBack && comparison.servedSide == .candidate)
            #expect(comparison.candidateLatency == nil && comparison.fallbackMilliseconds == 0)
        }
    }

    static let bodies: [(body: String, fails: Bool)] = [
        (#"{"success":false}"#, true), (#"{ "a":1, "success" : false }"#, true), (#"{"success":true}"#, false),
        (#"{"success":"false"}"#, false), (#"{"a":{"success":false}}"#, false), (#"["success",false]"#, false),
        ("{}", false),
        (#"{"success":false"#, false), (#"{"success":true,"success":false}"#, true), (#"{"succes\u0073":false}"#, true),
    ]

    @Test("a body that says success: false is a failure, at any status", arguments: bodies)
    func success(_ body: String, _ fails: Bool) {
        let comparison = comparer.compare(
            exchange(served: leg(.legacy, json(body)), mirrored: leg(.candidate, json(body))))
        #expect(comparison.legacyFailed == fails)
        #expect(comparison.candidateFailed == fails)
        #expect(comparison.outcome == .match)
    }

    @Test("a server error is a failure and still compared", arguments: [(499, false), (500, true), (599, true)])
    func serverErrors(_ status: Int, _ fails: Bool) {
        let comparison = comparer.compare(
            exchange(served: leg(.legacy, answer(status)), mirrored: leg(.candidate, answer(status))))
        #expect(comparison.legacyFailed == fails)
        #expect(comparison.outcome == .match)
    }

    @Test("the rules of the route hold, and no others")
    func routes() throws {
        let pair = exchange(served: leg(.legacy, json(#"{"a":1}"#)), mirrored: leg(.candidate, json(#"{"a":2}"#)))
        let set = rules(try rule("/body/a", .ignore))
        let here = ExchangeComparer(rules: ["route": set], redaction: Redaction([])).compare(pair)
        #expect(here.outcome == .match)
        #expect(here.suppressed.count == 1)
        let elsewhere = ExchangeComparer(rules: ["other": set], redaction: Redaction([])).compare(pair)
        #expect(elsewhere.outcome == .mismatch)
    }

    @Test("distinct requests have distinct fingerprints, equal ones the same")
    func fingerprints() {
        func fingerprint(_ target: String, _ body: String = "") -> UInt64 {
            comparer.compare(
                exchange(served: leg(.legacy, good), mirrored: nil, target: target, copy: .notMirrored, body: body)
            )
            .requestFingerprint
        }
        #expect(fingerprint("/a", "b") == fingerprint("/a", "b"))
        #expect(Set([fingerprint("/a"), fingerprint("/b"), fingerprint("/a", "b"), fingerprint("/ab")]).count == 4)
    }

    @Test("users have fingerprints, and no user has none")
    func users() {
        func user(_ key: String?) -> UInt64? {
            comparer.compare(exchange(served: leg(.legacy, good), mirrored: nil, userKey: key)).userFingerprint
        }
        #expect(user(nil) == nil)
        #expect(user("a") == StableHash.of("a"))
    }
}
