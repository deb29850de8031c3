import Foundation
import Testing

/// What the values of a discrepancy have in common, from the sidecar's comparison through the ledger to each report.
@Suite("Reports say what values have to do with each other")
struct ValueClassReportTests {
    @Test("a candidate that rounds and moves its clock is told so in each format")
    func classes() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"total":12.345,"at":"2026-01-01T12:00:00Z","name":"Ann"}"#)
            let candidate = try stage.upstream(answering: #"{"total":12.35,"at":"2026-01-01T13:00:00Z","name":"Bob"}"#)
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            for _ in 0..<3 { _ = try sidecar.answer(to: .get("\(HTTPRequest.context)/Ann?user_id=1")) }
            try sidecar.stop()

            let report = try #require(
                try JSONSerialization.jsonObject(with: try sidecar.reportData()) as? [String: Any])
            let discrepancies = try #require(report["discrepancies"] as? [[String: Any]])
            var said: [String: String] = [:]
            for discrepancy in discrepancies {
                let place = try #require(discrepancy["at"] as? String)
                said[place] = (discrepancy["class"] as? [String: Any])?["says"] as? String ?? "nothing"
                #expect(discrepancy["approximate"] as? Int == 0)
            }
            #expect(
                said == [
                    "/body/total": "candidate rounds to 2 decimals", "/body/at": "candidate's time is 1 hour later",
                    "/body/name": "nothing",
                ])
            for format in ["terminal", "html"] {
                let text = String(decoding: try sidecar.reportData(format: format), as: UTF8.self)
                #expect(text.contains("candidate rounds to 2 decimals"), "\(format)")
            }
        }
    }
}
