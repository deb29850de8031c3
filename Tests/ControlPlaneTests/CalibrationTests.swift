import Comparisons
import Foundation
import Ledgers
import NIOCore
import Testing
import Traffic

@testable import ControlPlane

/// Rules that calibration proposes hide legacy's noise, and nothing else.
@Suite("Calibration")
struct CalibrationTests {
    private static let configurationText = """
        upstreams:
          legacy: { url: "http://127.0.0.1:1" }
          candidate: { url: "http://127.0.0.1:2" }
        noise: { calibrate: true }
        routes:
          - name: orders
            path: /orders/{id}
        """

    /// The configuration that pasting proposed rules makes.
    private static func configuration(_ rules: String) throws -> Configuration {
        let lines = rules.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { "      " + $0 }
        let text = Self.configurationText.replacingOccurrences(of: "noise: { calibrate: true }", with: "")
        return try Configuration.parse(
            text + "\n    rules:\n" + lines.joined(separator: "\n"), path: "/nowhere/parallax.yaml")
    }

    private static func comparer(_ configuration: Configuration) -> ExchangeComparer {
        let rules = configuration.routes.map { ($0.route.name, RuleSet($0.rules.map(\.rule), today: now)) }
        return ExchangeComparer(
            rules: Dictionary(uniqueKeysWithValues: rules), redaction: Redaction(configuration.redact),
            isCalibration: configuration.isCalibration)
    }

    private static let now = Timestamp(milliseconds: 1_760_000_000_000)

    private static func answer(_ body: NoisyBody, _ noise: inout NoisyBody.Source) -> Answer {
        let head = """
            HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
            x-processing-time: \(Int.random(in: 0...30, using: &noise))\r\n
            """
        return Answer(status: 200, head: MessageHead(text: head), body: ByteBuffer(string: body.text))
    }

    private static func exchange(_ request: Int, legacy: Answer, candidate: Answer) -> Exchange {
        Exchange(
            id: "\(request)",
            route: Route(name: "orders", path: .anything),
            operation: .read,
            assignment: Assignment(served: .legacy, reason: .noRollout, copy: .sent),
            request: CapturedRequest(head: MessageHead(text: "GET /orders/\(request) HTTP/1.1")),
            startedAt: now,
            served: Leg(side: .legacy, outcome: .answered(legacy), duration: 1),
            mirrored: Leg(side: .candidate, outcome: .answered(candidate), duration: 1))
    }

    /// What a calibration of so many requests proposes.
    private static func proposed(requests: Int) async throws -> String {
        let configuration = try Configuration.parse(configurationText, path: "/nowhere/parallax.yaml")
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "ledger.sqlite").path()
        let ledger = Ledger(
            LedgerConfiguration(path: path, instance: "one", candidateVersion: "", fingerprint: "f"),
            clock: { now }, log: { _ in })
        let comparer = comparer(configuration)
        var noise = NoisyBody.Source(state: 1)
        for request in 0..<requests {
            let legacy = answer(NoisyBody(request: request, noise: &noise), &noise)
            let again = answer(NoisyBody(request: request, noise: &noise), &noise)
            ledger.record(comparer.compare(exchange(request, legacy: legacy, candidate: again)))
        }
        await ledger.close()
        return ProposedRules(configuration: configuration, noise: try LedgerReader(path: path).noise())
            .yaml(route: "orders")
    }

    @Test("proposes the narrowest rule for each field, with its evidence")
    func narrowest() async throws {
        let rules = try Self.configuration(try await Self.proposed(requests: 300)).routes[0].rules
        let found = Dictionary(
            uniqueKeysWithValues: rules.map { ($0.rule.at.description, "\($0.rule.word) \($0.value ?? "")") })
        #expect(
            found == [
                "/body/servedAt": "tolerance 1000",
                "/body/generatedAt": "tolerance 1s",
                "/body/processingTime": "pattern ^[0-9]{1,4}$",
                "/body/queryDuration": "tolerance 25%",
                "/body/score": "tolerance 10%",
                "/body/requestId": "pattern ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
                "/body/traceToken": "pattern ^[0-9a-f]{32}$",
                "/body/sessionId": "pattern ^session_[0-9]{13}_[0-9a-f]{8}$",
                "/body/topics": "unordered ",
                "/body/nextPage": "nullEqualsMissing ",
                "/headers/x-processing-time": "pattern ^[0-9]{1,4}$",
            ])
        #expect(rules.allSatisfy { $0.rule.reason?.isEmpty == false })
    }

    @Test("says beside each rule how often it was needed, and shows two values")
    func evidence() async throws {
        let lines = try await Self.proposed(requests: 100).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("# Proposed from 100 pairs"))
        for (index, line) in lines.enumerated() where line.hasPrefix("- {") {
            let above = lines[..<index].reversed().prefix { $0.hasPrefix("#") }
            #expect(above.contains { $0.contains(" of 100 pairs (") && $0.contains(" and ") }, "\(line)")
        }
    }

    @Test("what was proposed explains the noise of other answers of legacy")
    func clean() async throws {
        let comparer = Self.comparer(try Self.configuration(try await Self.proposed(requests: 300)))
        var noise = NoisyBody.Source(state: 99)
        for request in 1_000..<1_400 {
            let legacy = Self.answer(NoisyBody(request: request, noise: &noise), &noise)
            let again = Self.answer(NoisyBody(request: request, noise: &noise), &noise)
            let comparison = comparer.compare(Self.exchange(request, legacy: legacy, candidate: again))
            #expect(comparison.outcome == .match, "\(comparison.differences)")
        }
    }

    /// A defect in a noisy field.
    struct Defect: Sendable, CustomTestStringConvertible {
        let name: String
        let signature: String
        let plant: @Sendable (inout NoisyBody) -> Void
        var testDescription: String { name }

        init(_ name: String, _ signature: String, _ plant: @escaping @Sendable (inout NoisyBody) -> Void) {
            self.name = name
            self.signature = signature
            self.plant = plant
        }
    }

    static let defects: [Defect] = [
        Defect("a clock in seconds", "changed /body/servedAt") { body in
            body["servedAt"] = body["servedAt"].map { String($0.dropLast(3)) }
        },
        Defect("a doubled duration", "changed /body/queryDuration") { body in
            body["queryDuration"] = body["queryDuration"].flatMap(Double.init).map { "\(2 * $0)" }
        },
        Defect("a null for an identifier", "typeChanged /body/requestId") { $0["requestId"] = "null" },
        Defect("a number as a text", "typeChanged /body/processingTime") { body in
            body["processingTime"] = body["processingTime"].map { "\"\($0)\"" }
        },
        Defect("a duration in seconds", "changed /body/processingTime") { $0["processingTime"] = "0.012" },
        Defect("a negative duration", "changed /body/processingTime") { $0["processingTime"] = "-5" },
        Defect("a time an hour off", "changed /body/generatedAt") { body in
            body["generatedAt"] = body["generatedAt"]?.replacingOccurrences(of: "Z", with: "-01:00")
        },
        Defect("a time without its zone", "changed /body/generatedAt") { body in
            body["generatedAt"] = body["generatedAt"]?.replacingOccurrences(of: "Z", with: "")
        },
        Defect("a token cut short", "changed /body/traceToken") { body in
            body["traceToken"] = body["traceToken"].map { $0.dropLast(2) + "\"" }
        },
        Defect("an identifier in upper case", "changed /body/requestId") { body in
            body["requestId"] = "\"0A0B0C0D-AAAA-4BBB-8CCC-0123456789AB\""
        },
        Defect("an identifier of another kind", "changed /body/sessionId") { $0["sessionId"] = "\"cross_session\"" },
        Defect("an element left out", "missing /body/topics/*") { $0["topics"] = #"["billing","pricing"]"# },
        Defect("a score out of its range", "changed /body/score") { $0["score"] = "0.08" },
        Defect("a field left out", "missing /body/servedAt") { $0["servedAt"] = nil },
        Defect("a page where there was none", "typeChanged /body/nextPage") { $0["nextPage"] = "2" },
    ]

    @Test("a defect in a noisy field is still reported under the proposed rules, each time", arguments: defects)
    func planted(defect: Defect) async throws {
        let comparer = Self.comparer(try Self.configuration(try await Self.proposed(requests: 300)))
        var noise = NoisyBody.Source(state: 7)
        for request in 2_000..<2_050 {
            var first = NoisyBody(request: request, noise: &noise)
            // Present on both sides, so that each defect has one signature.
            first["nextPage"] = "null"
            var second = NoisyBody(request: request, noise: &noise)
            second["nextPage"] = "null"
            defect.plant(&second)
            let legacy = Self.answer(first, &noise)
            let candidate = Self.answer(second, &noise)
            let comparison = comparer.compare(Self.exchange(request, legacy: legacy, candidate: candidate))
            #expect(comparison.outcome == .mismatch)
            let found = Set(comparison.differences.map { "\($0.kind.rawValue) \($0.generalisedLocation)" })
            #expect(found == [defect.signature])
        }
    }
}
