import Testing

@testable import TradeSphere

@Suite("Traffic tally")
struct TrafficTallyTests {
    private static let plan = TrafficPlan(
        data: TrafficData(SeedPlan(customers: 60, conversations: 400, seed: 3)), count: 300, connectionCount: 2, seed: 9
    )

    private func number(_ value: JSONValue?) -> Int? {
        guard case .number(let number)? = value else { return nil }
        return Int(number)
    }

    @Test("what was answered counts, what was not counts as failed and is expected of nothing")
    func failures() {
        var tally = TrafficTally(plan: Self.plan)
        let (linked, others) = (
            Self.plan.requests.filter { $0.kind == .contextLinked },
            Self.plan.requests.filter { $0.kind == .contextByName }
        )
        for request in others { tally.note(request, status: 200, milliseconds: 1) }
        for request in linked.dropFirst() { tally.noteFailure(request, "timeout") }
        #expect(tally.failed == linked.count - 1)
        #expect(tally.done == linked.count - 1 + others.count)
        var json = tally.json([])
        #expect(number(json["sent"]?["contextLinked"]) == linked.count - 1)
        #expect(number(json["failures"]?["timeout"]) == linked.count - 1)
        #expect(json["expected"]?.serialized == "[]")
        tally.note(linked[0], status: 200, milliseconds: 1)
        json = tally.json([])
        #expect(
            json["expected"]?.serialized.contains(
                #"{"route":"customer-context","at":"/body/customerDetails","kind":"missing","count":1,"traps":[1]}"#)
                == true)
        #expect(number(json["routes"]?["customer-context"]?["mismatches"]) == 1)
    }

    @Test("an answer with another status than legacy's is taken down, with an example")
    func unexpected() {
        var tally = TrafficTally(plan: Self.plan)
        for request in Self.plan.requests { tally.note(request, status: request.legacy.status, milliseconds: 1) }
        #expect(tally.unexpected == 0)
        tally.note(Self.plan.requests[0], status: 418, milliseconds: 1)
        #expect(tally.unexpected == 1)
        #expect(tally.json([])["unexpected"]?.serialized.contains("418 instead of") == true)
    }

    @Test("quantiles are by nearest rank, and examples are bounded")
    func figures() {
        var tally = TrafficTally(plan: Self.plan)
        for (index, request) in Self.plan.requests.prefix(200).enumerated() {
            tally.note(request, status: 299, milliseconds: Double(index + 1))
            tally.noteComparison(request, index < 50 ? ["body"] : [])
        }
        let json = tally.json([.init("seed", .init(1))])
        #expect(json["latency"]?.serialized == #"{"p50":100,"p95":190,"p99":198}"#)
        #expect(tally.compared == 200)
        #expect(tally.different == 50)
        guard case .array(let examples)? = json["different"]?["examples"] else {
            return #expect(Bool(false), "no examples")
        }
        #expect(examples.count == 10)
        #expect(number(json["seed"]) == 1)
    }

    private static let answer = ReceivedAnswer(
        status: 200,
        headers: [HeaderField("Content-Type", "application/json"), HeaderField("Vary", "a"), HeaderField("Vary", "b")],
        body: Array(#"{"a":1,"processingTime":12}"#.utf8))

    @Test(
        "an answer equals another one but for clocks, identifiers and what belongs to the connection",
        arguments: [
            (
                200, [("content-type", "application/json"), ("Vary", "a"), ("Vary", "b"), ("Date", "x")],
                #"{"a":1,"processingTime":7}"#, []
            ),
            (
                200,
                [
                    ("Connection", "close"), ("Content-Type", "application/json"), ("vary", "a"), ("vary", "b"),
                    ("X-Request-ID", "y"),
                ], #"{"a":1,"processingTime":}"#, []
            ),
            (
                500, [("Content-Type", "application/json"), ("Vary", "a"), ("Vary", "b")],
                #"{"a":1,"processingTime":12}"#, ["status"]
            ),
            (
                200, [("Content-Type", "application/json"), ("Vary", "b"), ("Vary", "a")],
                #"{"a":1,"processingTime":12}"#, ["fields"]
            ),
            (
                200, [("Content-Type", "application/json"), ("Vary", "a")], #"{"a":2,"processingTime":12}"#,
                ["fields", "body"]
            ),
            (
                200, [("Content-Type", "application/json"), ("Vary", "a"), ("Vary", "b")],
                #"{"a":1,"processingTime":12} "#, ["body"]
            ),
        ] as [(Int, [(String, String)], String, [String])])
    func equality(status: Int, headers: [(String, String)], body: String, differences: [String]) {
        let other = ReceivedAnswer(
            status: status, headers: headers.map { HeaderField($0.0, $0.1) }, body: Array(body.utf8))
        #expect(Self.answer.differences(from: other) == differences)
    }
}
