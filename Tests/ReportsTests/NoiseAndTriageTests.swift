import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("Noise and triage in reports")
struct NoiseAndTriageTests {
    private static func discrepancy(
        _ name: String, count: Int, noise: DiscrepancyRecord.Noise, counts: NoiseCounts = NoiseCounts(),
        triage: [TriageRecord] = []
    ) -> DiscrepancyRecord {
        DiscrepancyRecord(
            route: "orders", at: Location(["body", name]), kind: .changed, count: count, differences: count, share: 0.5,
            firstSeen: ReportDocument.now, lastSeen: ReportDocument.now, state: triage.first?.state ?? .open,
            noise: noise, noiseCounts: counts, triage: triage)
    }

    private static var document: ReportDocument {
        var document = SampleDocument.empty.document
        document.discrepancies = [
            discrepancy(
                "clock", count: 900, noise: .noise, counts: NoiseCounts(candidateOnly: 1, both: 40, calibrated: 3)),
            discrepancy(
                "total", count: 30, noise: .regression, counts: NoiseCounts(candidateOnly: 12, controlOnly: 1),
                triage: [
                    TriageRecord(state: .regressed, at: ReportDocument.now, who: "parallax", why: "shown again"),
                    TriageRecord(state: .fixed, at: ReportDocument.now, who: "anna", why: "released"),
                ]),
            discrepancy("name", count: 20, noise: .unknown),
        ]
        return document
    }

    @Test("what is noise comes last, however frequent", arguments: ["terminal", "html"])
    func order(format: String) throws {
        let text =
            format == "html"
            ? HTMLReport.render(Self.document).replacingOccurrences(of: "<wbr>", with: "")
            : TerminalReport.render(Self.document, colour: false, width: 120)
        let places = try ["/body/total", "/body/name", "/body/clock"].map {
            try #require(text.range(of: $0)?.lowerBound)
        }
        #expect(places == places.sorted())
    }

    @Test("the word, what it rests on, who decided and the identifier are shown", arguments: ["terminal", "html"])
    func facts(format: String) {
        let text =
            format == "html"
            ? HTMLReport.render(Self.document) : TerminalReport.render(Self.document, colour: false, width: 400)
        for part in [
            "the candidate alone shows it 12 times, legacy itself alone 1, both 0",
            "the candidate alone shows it 1 time, legacy itself alone 0, both 40; calibration showed it 3 times",
            "says parallax on", ": shown again", Self.document.discrepancies[0].id,
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("JSON has the identifier, the counts and the history")
    func json() throws {
        let data = Data(JSONReport.render(Self.document).utf8)
        let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let all = try #require(report["discrepancies"] as? [[String: Any]])
        #expect(all.map { $0["noise"] as? String } == ["noise", "regression", "unknown"])
        #expect(
            all[0]["noiseCounts"] as? [String: Int]
                == ["candidateOnly": 1, "controlOnly": 0, "both": 40, "calibrated": 3])
        #expect(all[0]["id"] as? String == Self.document.discrepancies[0].id)
        let history = try #require(all[1]["triage"] as? [[String: String]])
        #expect(history.map { $0["state"] } == ["regressed", "fixed"])
        #expect(history.map { $0["who"] } == ["parallax", "anna"])
        #expect(history.map { $0["why"] } == ["shown again", "released"])
        #expect(all[1]["state"] as? String == "regressed")
    }

    @Test("an identifier is twelve hexadecimal digits, and another one for another route, kind or place")
    func identifiers() {
        let ids = [
            DiscrepancyRecord.identifier(route: "a", kind: .changed, at: "/b"),
            DiscrepancyRecord.identifier(route: "a", kind: .missing, at: "/b"),
            DiscrepancyRecord.identifier(route: "a", kind: .changed, at: "/c"),
            DiscrepancyRecord.identifier(route: "a\" \"changed", kind: .changed, at: "/b"),
        ]
        #expect(Set(ids).count == 4)
        #expect(ids.allSatisfy { $0.count == 12 && $0.allSatisfy(\.isHexDigit) })
    }
}
