import Foundation
import Testing

/// Rollouts are moved by people who may, for reasons that are kept; what may not be is refused, and noted.
@Suite("The commands that move a rollout")
struct MoveCommandTests {
    private static let feature = "useNewCustomerRepository"

    private func withSidecar(
        percentage: Int = 0,
        gate: String? = "{ criteria: [mismatch_rate <= 5%] }",
        keys: [String] = [],
        _ body: (Stage, Sidecar, ScriptedUpstream) throws -> Void
    ) throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":1}"#)
            let candidate = try stage.upstream(answering: #"{"side":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.userWhitelist = ["friend"]
            configuration.tokens = ["viewer", "promoter"]
            configuration.gate = gate
            configuration.rolloutPercentage = percentage
            configuration.rolloutKeys = keys
            try body(stage, try stage.sidecar(configuration), candidate)
        }
    }

    private func isServedByCandidate(_ user: String, _ sidecar: Sidecar, _ candidate: ScriptedUpstream) throws -> Bool {
        let before = candidate.received.count
        _ = try sidecar.answer(to: .get("/x?user=\(user)"))
        // A copy of legacy's answer comes a moment later; what is served has come by then.
        return candidate.received.dropFirst(before).first.map { !$0.isCopy } ?? false
    }

    @Test("promote, pause, resume, rollback and halt do what they say, and are in the audit trail")
    func moves() throws {
        try withSidecar { _, sidecar, candidate in
            func run(_ arguments: String...) throws -> CommandResult {
                try sidecar.command(arguments + ["--reason", "because of \(arguments[0])"])
            }
            #expect(try isServedByCandidate("friend", sidecar, candidate))
            #expect(try run("promote", Self.feature, "--to", "100", "--force").status == 0)
            #expect(try isServedByCandidate("anybody", sidecar, candidate))
            #expect(try run("pause", Self.feature).status == 0)
            #expect(try run("resume", Self.feature).status == 0)
            let rollback = try run("rollback", Self.feature)
            #expect(rollback.status == 0)
            #expect(rollback.text == "\(Self.feature): rolled back from 100 % to 0 % by the-promoter\n")
            #expect(try !isServedByCandidate("anybody", sidecar, candidate))
            #expect(try !isServedByCandidate("friend", sidecar, candidate), "the whitelist is suspended")
            #expect(try sidecar.status().phase == "rolledBack")
            #expect(try run("resume", Self.feature).status == 0)
            #expect(try isServedByCandidate("friend", sidecar, candidate))

            #expect(try run("halt").status == 0)
            let before = candidate.received.count
            for number in 0..<20 { _ = try sidecar.answer(to: .get("/x?user=\(number)")) }
            _ = try sidecar.answer(to: .get("/x?user=friend"))
            #expect(candidate.received.count == before, "no copy either")
            #expect(try run("resume").status == 0)
            #expect(try isServedByCandidate("friend", sidecar, candidate))

            let decisions = try sidecar.decisions()
            #expect(
                decisions.map(\.action)
                    == ["start", "promote", "pause", "resume", "rollback", "resume", "halt", "resume"])
            #expect(
                decisions.dropFirst().allSatisfy { $0.who == "the-promoter" && $0.reason == "because of \($0.action)" })
            #expect(decisions.map(\.number) == Array(1...8))
            let verify = try sidecar.command("status", "--verify")
            #expect(verify.status == 0)
            #expect(verify.text.contains("8 entries, none edited or removed"), "\(verify.text)")
            try sidecar.stop()
        }
    }

    @Test("the copies go on after a rollback, and evidence with them")
    func rollbackKeepsMirroring() throws {
        try withSidecar(percentage: 100) { _, sidecar, candidate in
            #expect(try sidecar.command("rollback", Self.feature, "--reason", "r").status == 0)
            for number in 0..<10 { _ = try sidecar.answer(to: .get("/x?user=\(number)")) }
            try eventually("the copies", holds: { candidate.received.filter(\.isCopy).count == 10 })
            try eventually("their evidence") {
                try sidecar.gate().gate.criteria.first.map { $0.observations == 10 } == true ? () : nil
            }
            #expect(try sidecar.gate().status == 4)
        }
    }

    @Test("what may not be is refused with a reason, and is in the audit trail where somebody tried")
    func refused() throws {
        try withSidecar { _, sidecar, _ in
            func refused(_ arguments: [String], role: String? = "promoter", status: Int32 = 1, _ words: String) throws {
                let result = try sidecar.command(arguments, role: role)
                #expect(result.status == status, "\(arguments): \(result.text)\(result.errors)")
                #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
            }
            let promote = ["promote", Self.feature, "--reason", "r"]
            try refused(promote, "its gate does not pass yet: it still needs 72 more comparisons on route everything")
            try refused(
                promote + ["--to", "30", "--force"], "30 % is no stage of it; its stages are 0, 1, 10, 25, 50, 100")
            try refused(promote, role: "viewer", "the token 'the-viewer' is a viewer's")
            try refused(["halt", "--reason", "r"], role: "viewer", "the token 'the-viewer' is a viewer's")
            try refused(["resume", "--reason", "r"], "nothing is halted")
            try refused(promote, role: nil, "a token is needed")
            try refused(promote, role: "nobody", "a token is needed")
            try refused(["promote", "useNew", "--reason", "r"], "there is no rollout 'useNew'")
            try refused(["promote", Self.feature], status: 64, "--reason")
            try refused(["promote", Self.feature, "--reason", "  "], status: 64, "--reason is empty")

            // Somebody without the command line, and without a reason.
            let connection = try RawConnection(port: sidecar.adminPort)
            var request = HTTPRequest.post("/api/v1/rollouts/\(Self.feature)/promote", "{}")
            request.fields += ["Authorization: Bearer promoter-promoter"]
            let answer = try connection.exchange(request)
            #expect(answer.status == 400 && answer.text.contains("a reason is needed"), "\(answer)")

            let tried = try sidecar.decisions().filter { $0.refusal != nil }
            #expect(
                tried.map(\.action) == ["promote", "promote", "promote", "halt", "resume", "promote", "promote"],
                "whoever has no token has no name to be noted")
            #expect(tried.map(\.who)[2] == "the-viewer")
            #expect(tried.map(\.to).prefix(2) == [1, 30])
            #expect(try sidecar.status().stage == 0)
            #expect(try sidecar.command("status", "--verify").status == 0)
        }
    }

    @Test("without a token nobody moves anything, and everybody on this machine reads")
    func withoutTokens() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: legacy.url)
            configuration.rolloutRoutes = ["customer-context"]
            configuration.routes = configuration.routes.replacing("writes: isolated", with: "writes: never")
            let sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.command("status", role: nil).status == 0)
            let refused = try sidecar.command("halt", "--reason", "r")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("names no token under admin.tokens"), "\(refused.errors)")
        }
    }

    @Test(
        "a configuration that no rollout can be safe with is refused, with its line and what to write",
        arguments: [
            ("gate: { criteria: [] }", "a gate without a criterion would promote on nothing"),
            ("gate: { criteria: [mismatch_rate <= 0%] }", "can never be shown"),
            ("gate: { criteria: [mismatch_rat <= 1%] }", "did you mean 'mismatch_rate'?"),
            ("rollbackWhen: [{ condition: error_rate >, duration: 5m }]", "condition"),
            ("promotion: automatic", "an automatic promotion needs a gate"),
        ])
    func badConfiguration(key: String, words: String) throws {
        try withStage { stage in
            var configuration = SidecarConfiguration(legacy: "http://127.0.0.1:1", candidate: "http://127.0.0.1:2")
            configuration.rolloutKeys = [key]
            let path = try stage.write(configuration.text, to: "wrong.yaml")
            let result = try stage.parallax("check", "--config", path)
            #expect(result.status == 78)
            #expect(result.errors.contains(words) && result.errors.contains("wrong.yaml:"), "\(result.errors)")
        }
    }

    @Test("promoting the writes of an isolated route is a configuration error")
    func isolatedWrites() throws {
        try withStage { stage in
            var configuration = SidecarConfiguration(legacy: "http://127.0.0.1:1", candidate: "http://127.0.0.1:2")
            configuration.rolloutRoutes = ["customer-context", "customer-update"]
            configuration.promotesWrites = true
            let result = try stage.parallax("check", "--config", try stage.write(configuration.text, to: "wrong.yaml"))
            #expect(result.status == 78)
            #expect(
                result.errors.contains("a promoted write would be lost with the shadow database"), "\(result.errors)")
        }
    }
}
