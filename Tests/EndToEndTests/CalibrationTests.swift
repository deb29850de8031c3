import Foundation
import Testing

/// Rules that a calibration alone proposed hide the noise of the reference functions, and none of the candidate's defects.
@Suite("Calibration of the reference functions")
struct CalibrationTests {
    private static let routes = [
        """
          - name: customer-context
            path: /.netlify/functions/customer-context/{customerName}
            operation: read
            user: [/request/query/user_id]
        """,
        """
          - name: customer-update
            path: /.netlify/functions/customer-update
            operation: write
            writes: isolated
            user: [/request/body/userId]
        """,
        """
          - name: customer-context-without-name
            path: /.netlify/functions/customer-context/**
            operation: read
        """,
    ]
    private static let names = ["customer-context", "customer-update", "customer-context-without-name"]

    /// The routes with the list of rules that was proposed for each.
    private static func routes(with rules: [String: String]) -> String {
        let parts = zip(names, routes).map { name, text in
            let lines = (rules[name] ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") && $0 != "[]" }
            guard !lines.isEmpty else { return text }
            return text + "\n    rules:\n" + lines.map { "      " + $0 }.joined(separator: "\n")
        }
        return "routes:\n" + parts.joined(separator: "\n")
    }

    /// Drives the same traffic against legacy and an implementation in the candidate's place.
    private func drive(
        _ implementation: Functions.Implementation, rules: [String: String], noise: String, requests: Int,
        on stage: Stage
    ) throws -> Sidecar {
        let seed = try stage.database()
        let legacy = try stage.functions(.legacy, on: try stage.database())
        let candidate = try stage.functions(implementation, on: try stage.database())
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = Self.routes(with: rules)
        // A machine without time for copies would leave writes out, which the candidate's database lacked from then on.
        configuration.mirror = "{ maxInFlight: 4096, timeout: 60s }"
        configuration.noise = noise
        configuration.ledger = "sqlite:\(implementation).sqlite"
        let sidecar = try stage.sidecar(configuration)
        try CommandResult.succeeding(
            [
                try Programs.tradesphere(), "drive", "--target", sidecar.url, "--database",
                try stage.cluster.url(of: seed),
                "--requests", "\(requests)", "--seed", "1", "--connections", "12",
            ], within: .seconds(300))
        // What the mix has few of.
        if noise.contains("calibrate") {
            let load = Load(
                port: sidecar.port, connections: 8,
                requests: ["/", "/Ann", "/%E0%A4%A?user_id=1"].map { .get("\(HTTPRequest.context)\($0)") })
            try load.waitForMore(1_500)
            _ = try load.stop()
        }
        // Copies that are behind are through before it is told to stop.
        _ = try sidecar.waitForReport(of: requests)
        try sidecar.stop()
        return sidecar
    }

    @Test("with its rules the intended candidate is clean, and the guide's is not")
    func rules() throws {
        try withStage { stage in
            let calibration = try drive(
                .legacy, rules: [:], noise: "{ calibrate: true }", requests: 2_000, on: stage)
            var rules: [String: String] = [:]
            for name in Self.names { rules[name] = try NoiseTests.proposedRules(stage, calibration, route: name) }
            let text = rules.values.joined()
            #expect(
                text.contains("/body/contextMetadata/processingTime") && text.contains("/headers/x-processing-time"))
            #expect(!text.contains("ignore:"), "\(text)")

            let intended = try drive(.repository, rules: rules, noise: "{}", requests: 1_200, on: stage).report()
            #expect(intended.comparisons == 1_200)
            #expect(intended.mismatches == 0, "\(intended.discrepancies) under \(text)")

            let asWritten = try drive(.asWritten, rules: rules, noise: "{}", requests: 1_200, on: stage).report()
            let found = Set(asWritten.discrepancies.map { "\($0.route) \($0.signature)" })
            for defect in [
                "customer-context missing /body/contextMetadata",
                "customer-context missing /body/conversationHistory/*/id",
                "customer-context added /body/conversationHistory/*/ai_response",
                "customer-context missing /headers/x-records-found", "customer-update changed /status",
                "customer-update missing /body/message",
            ] {
                #expect(found.contains(defect), "\(defect) is not in \(found.sorted())")
            }
        }
    }
}
