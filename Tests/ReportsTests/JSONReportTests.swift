import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("The JSON report")
struct JSONReportTests {
    private func parse(_ document: ReportDocument) throws -> [String: Any] {
        let text = JSONReport.render(document)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func first(_ name: String, of object: [String: Any]) throws -> [String: Any] {
        try #require((object[name] as? [[String: Any]])?.first)
    }

    /// The field names that tools rely on; more may be added.
    static let contract: [(path: [String], fields: Set<String>)] = [
        ([], ["schemaVersion", "generatedAt", "rollouts", "routes", "discrepancies", "rules", "decisions", "alerts"]),
        (["rollouts"], ["feature", "stage", "share", "verdict", "missing"]),
        (["rollouts", "share"], ["wanted", "measured"]),
        (["rollouts", "criteria"], ["criterion", "route", "verdict", "bad", "observations", "evidence", "missing"]),
        (
            ["routes"],
            [
                "name", "requests", "comparisons", "matches", "matchesWithSuppressed", "mismatches", "incomparable",
                "latency",
            ]
        ),
        (["routes", "latency"], ["legacy", "candidate", "fallback"]),
        (["routes", "latency", "legacy"], ["p50", "p95", "p99"]),
        (["routes", "latency", "candidate"], ["p50", "p95", "p99"]),
        (["routes", "latency", "fallback"], ["p50", "p95", "p99"]),
        (
            ["discrepancies"],
            [
                "route", "at", "kind", "count", "differences", "share", "firstSeen", "lastSeen", "state", "noise",
                "examples",
            ]
        ),
        (["discrepancies", "examples"], ["requestId", "method", "target", "at", "legacy", "candidate"]),
        (["rules"], ["at", "rule", "suppressed", "expired"]),
    ]

    @Test("has every field of the contract", arguments: zip(contract.map(\.path), contract.map(\.fields)))
    func fields(path: [String], fields: Set<String>) throws {
        var object = try parse(.sample)
        for name in path {
            if let inner = object[name] as? [String: Any] {
                object = inner
            } else {
                object = try first(name, of: object)
            }
        }
        #expect(fields.isSubset(of: object.keys))
    }

    @Test("says what the document says")
    func values() throws {
        let report = try parse(.sample)
        #expect(report["schemaVersion"] as? Int == 1)
        #expect(report["generatedAt"] as? String == "2026-02-28T23:59:59.123Z")
        let route = try first("routes", of: report)
        #expect(route["requests"] as? Int == 12_345)
        #expect(
            route["incomparable"] as? [String: Int]
                == ["candidateUnreachable": 276, "circuitOpen": 24, "timeout": 120, "dropped": 3])
        let rollout = try first("rollouts", of: report)
        #expect(rollout["stage"] as? Double == 10)
        #expect((rollout["share"] as? [String: Double])?["measured"] == 0.0982)
        let discrepancy = try first("discrepancies", of: report)
        #expect(discrepancy["at"] as? String == "/body/customers/*/updatedAt")
        #expect(discrepancy["kind"] as? String == "changed")
        #expect(discrepancy["firstSeen"] as? String == "2026-02-28T18:59:59.123Z")
    }

    @Test("a reason that never occurred is not there")
    func onlyReasonsThatOccurred() throws {
        var document = ReportDocument.sample
        document.routes = [RouteRecord(name: "a", requests: 1, incomparable: ["timeout": 1, "dropped": 0])]
        #expect(try first("routes", of: parse(document))["incomparable"] as? [String: Int] == ["timeout": 1])
    }

    @Test(
        "values of examples are the values themselves",
        arguments: ["1", "-0.10", "12345678901234567890", "\"a\"", "null", "true", "{\"a\":[1]}", "[]"])
    func embedded(value: String) throws {
        var document = ReportDocument.sample
        document.discrepancies[0].examples[0].legacy = JSONFragment(validJSON: value)
        document.discrepancies[0].examples[0].candidate = nil
        let text = JSONReport.render(document)
        #expect(text.contains("\"legacy\": \(value),\n"))
        #expect(text.contains("\"candidate\": null\n"))
        _ = try parse(document)
    }

    @Test("what is unknown is null, and never zero")
    func unknown() throws {
        var document = ReportDocument.sample
        document.routes = [RouteRecord(name: "a")]
        document.rollouts[0].verdict = nil
        document.rollouts[0].share.measured = nil
        let report = try parse(document)
        let route = try first("routes", of: report)
        #expect(route["matchRate"] is NSNull)
        #expect((route["latency"] as? [String: Any])?["legacy"] is NSNull)
        let rollout = try first("rollouts", of: report)
        #expect(rollout["verdict"] is NSNull)
        #expect((rollout["share"] as? [String: Any])?["measured"] is NSNull)
    }

    @Test("hostile text stays text", arguments: hostileTexts)
    func hostile(text: String) throws {
        let report = try parse(.hostile(text))
        #expect(try first("routes", of: report)["name"] as? String == text)
        #expect(try first("alerts", of: report)["condition"] as? String == text)
        #expect(report["warnings"] as? [String] == [text])
    }

    @Test("an empty document is whole")
    func empty() throws {
        let report = try parse(SampleDocument.empty.document)
        for name in ["rollouts", "routes", "discrepancies", "rules", "decisions", "alerts"] {
            #expect((report[name] as? [Any])?.isEmpty == true)
        }
    }

    @Test("numbers that JSON cannot say are null", arguments: [Double.nan, .infinity, -.infinity])
    func noNumber(value: Double) throws {
        var writer = JSONWriter()
        writer.object { $0.field("value", value) }
        #expect(writer.text == "{\n  \"value\": null\n}")
    }
}

/// What clients and upstreams may try to smuggle into a report.
let hostileTexts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "&lt;b&gt;", "</style><b>",
    "\u{1B}[31mred\u{1B}[0m", "\u{9B}2J", "a\r\nb\tc\u{0}", "\u{202E}gnp.exe", "漢字😀é", "`$(reboot)`", "]]>", "\\u0041",
]
