import Foundation
import Testing

/// `parallax gate` gives a verdict that CI can act on, on distinct evidence and on nothing less.
@Suite("The gate command")
struct GateCommandTests {
    /// A sidecar whose candidate agrees, but for targets that contain `bad`.
    private func withSidecar(
        gate: String = "{ criteria: [mismatch_rate <= 0.1%] }",
        keys: [String] = [],
        copyTimeout: String? = nil,
        candidate: ScriptedUpstream.Script? = nil,
        _ body: (Stage, Sidecar, RawConnection) throws -> Void
    ) throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let other = try stage.upstream(
                candidate ?? { request in
                    ScriptedUpstream.answer(request.requestLine.contains("bad") ? #"{"a":2}"# : #"{"a":1}"#)
                })
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: other.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.tokens = ["promoter"]
            configuration.gate = gate
            configuration.rolloutKeys = keys
            if let copyTimeout { configuration.mirror = "{ timeout: \(copyTimeout) }" }
            let sidecar = try stage.sidecar(configuration)
            try body(stage, sidecar, try sidecar.connect())
        }
    }

    /// Waits until the ledger has so many observations of mismatches, and asks the gate.
    private func gate(_ sidecar: Sidecar, observations: Int) throws -> (status: Int32, gate: Sidecar.Gate) {
        try eventually("\(observations) observations", within: .seconds(60)) {
            let (status, gate) = try sidecar.gate()
            return gate.criteria.first.map { $0.observations >= observations } == true ? (status, gate) : nil
        }
    }

    @Test("3,677 distinct matching requests lack one; with it the gate passes, and one mismatch undoes that")
    func exactly() throws {
        try withSidecar { _, sidecar, connection in
            for number in 0..<3_677 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            let (lacking, gate) = try gate(sidecar, observations: 3_677)
            #expect(lacking == 3)
            #expect(gate.missing == ["1 more comparison on route everything"])
            let text = try sidecar.command("gate", "useNewCustomerRepository")
            #expect(text.status == 3)
            #expect(text.text.contains("1 more comparison on route everything"), "\(text.text)")

            _ = try connection.exchange(.get("/x?user=3677"))
            #expect(try self.gate(sidecar, observations: 3_678).status == 0)
            _ = try connection.exchange(.get("/bad?user=1"))
            let (undone, after) = try self.gate(sidecar, observations: 3_679)
            #expect(undone == 3)
            #expect(after.criteria.first?.bad == 1)
        }
    }

    @Test("three mismatches at the very start fail")
    func early() throws {
        try withSidecar { _, sidecar, connection in
            for number in 0..<3 { _ = try connection.exchange(.get("/bad?user=\(number)")) }
            let (status, gate) = try gate(sidecar, observations: 3)
            #expect((status, gate.verdict) == (1, "fail"))
        }
    }

    @Test("the same request 5,000 times is one observation")
    func repeated() throws {
        try withSidecar(gate: "{ criteria: [mismatch_rate <= 5%] }") { _, sidecar, connection in
            for _ in 0..<5_000 { _ = try connection.exchange(.get("/x?user=1")) }
            _ = try sidecar.waitForReport(of: 5_000)
            let (status, gate) = try sidecar.gate()
            #expect((status, gate.criteria.first?.observations) == (3, 1))
        }
    }

    @Test("under perUser a stream of few users passes nothing, however many requests it has")
    func perUser() throws {
        try withSidecar(gate: "{ evidence: perUser, criteria: [mismatch_rate <= 5%] }") { _, sidecar, connection in
            for number in 0..<1_500 { _ = try connection.exchange(.get("/x/\(number)?user=\(number % 30)")) }
            _ = try sidecar.waitForReport(of: 1_500)
            let (status, gate) = try sidecar.gate()
            #expect((status, gate.criteria.first?.observations) == (3, 30))
            for number in 30..<72 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            #expect(try self.gate(sidecar, observations: 72).status == 0)
        }
    }

    @Test("a candidate that times out on 40 % of requests passes nothing")
    func timeouts() throws {
        try withStage { stage in
            let latch = stage.latch()
            try withSidecar(
                gate: "{ criteria: [mismatch_rate <= 5%] }", copyTimeout: "200ms",
                candidate: { request in
                    let number = Int(request.requestLine.drop { $0 != "=" }.dropFirst().prefix { $0.isNumber }) ?? 0
                    if number % 5 < 2 { latch.wait() }
                    return ScriptedUpstream.answer(#"{"a":1}"#)
                }
            ) { _, sidecar, _ in
                let load = Load(
                    port: sidecar.port, connections: 16, requests: (0..<400).map { .get("/x?user=\($0)") })
                try load.waitForMore(400)
                _ = try load.stop()
                _ = try sidecar.waitForReport(of: 400)
                let (status, gate) = try sidecar.gate()
                #expect(status == 1, "\(gate)")
                #expect(gate.criteria.first { $0.criterion.hasPrefix("incomparable_rate") }?.verdict == "fail")
            }
        }
    }

    @Test("every format says the same, and each for its reader")
    func formats() throws {
        try withSidecar(gate: "{ criteria: [mismatch_rate <= 5%] }") { _, sidecar, connection in
            for number in 0..<72 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            #expect(try gate(sidecar, observations: 72).status == 0)
            for (format, words) in [
                ("terminal", "✔ PASS"), ("text", "✔ PASS"), ("json", "\"verdict\" : \"pass\""),
                ("markdown", "✔ **pass**"),
                ("github", "### Gate of useNewCustomerRepository"),
                ("junit", "failures=\"0\" errors=\"0\" skipped=\"0\""),
            ] {
                let result = try sidecar.command("gate", "useNewCustomerRepository", "--format", format)
                #expect(result.status == 0, "\(format): \(result.errors)")
                #expect(result.text.contains(words), "\(format): \(result.text)")
                #expect(result.errors.isEmpty && !result.text.contains("\u{1B}"))
            }
        }
    }

    @Test("a held rollout exits 4, an unknown one 2, and nobody there 5")
    func others() throws {
        try withSidecar { _, sidecar, _ in
            #expect(try sidecar.command("pause", "useNewCustomerRepository", "--reason", "lunch").status == 0)
            #expect(try sidecar.command("gate", "useNewCustomerRepository").status == 4)
            let unknown = try sidecar.command("gate", "useNewCustomerRepo")
            #expect(unknown.status == 2)
            #expect(unknown.errors.contains("did you mean 'useNewCustomerRepository'?"), "\(unknown.errors)")
            try sidecar.stop()
            let gone = try sidecar.command("gate", "useNewCustomerRepository")
            #expect(gone.status == 5)
            #expect(gone.errors.contains("no admin API answers at 127.0.0.1"), "\(gone.errors)")
            for word in ["status", "promote", "halt"] {
                let arguments =
                    word == "promote"
                    ? [word, "f", "--reason", "r"] : word == "halt" ? [word, "--reason", "r"] : [word]
                #expect(try sidecar.command(arguments).status == 5)
            }
        }
    }
}
