import Foundation
import Testing

/// The admin API, as tools see it.
@Suite("The admin API")
struct AdminAPITests {
    private func withAPI(_ body: (Sidecar, (String, String, String?, String?) throws -> HTTPAnswer) throws -> Void)
        throws
    {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.tokens = ["viewer", "promoter"]
            configuration.gate = "{ criteria: [mismatch_rate <= 5%] }"
            let sidecar = try stage.sidecar(configuration)
            try body(sidecar) { method, path, role, body in
                let connection = try eventually("the admin listener") { try? RawConnection(port: sidecar.adminPort) }
                var request = HTTPRequest(method: method, target: path, fields: ["Connection: close"], body: body)
                if let role { request.fields.append("Authorization: Bearer \(role)-\(role)") }
                return try connection.exchange(request)
            }
        }
    }

    private static let promote = "/api/v1/rollouts/useNewCustomerRepository/promote"

    @Test(
        "every request has an answer that says what is wrong",
        arguments: [
            ("GET", "/api/v1/rollouts", nil, nil, 401, "a token is needed"),
            ("GET", "/api/v1/rollouts", "nobody", nil, 401, "a token is needed"),
            ("GET", "/api/v1/rollouts", "viewer", nil, 200, "\"feature\" : \"useNewCustomerRepository\""),
            ("GET", "/api/v1/rollouts/useNewCustomerRepository", "viewer", nil, 200, "\"lastDecision\""),
            ("GET", "/api/v1/rollouts/nope", "viewer", nil, 404, "there is no rollout 'nope'"),
            ("GET", "/api/v1/gate/useNewCustomerRepository", "viewer", nil, 200, "\"missing\" : ["),
            ("GET", "/api/v1/decisions?limit=0", "viewer", nil, 400, "limit is a number from 1 to 1000"),
            ("GET", "/api/v1/decisions?limit=1", "viewer", nil, 200, "\"action\" : \"start\""),
            ("GET", "/api/v1/decisions/trail", "viewer", nil, 200, "\"hash\""),
            ("GET", "/api/v1/alerts", "viewer", nil, 200, "\"alerts\" : ["),
            ("GET", "/api/v1/openapi.json", nil, nil, 200, "\"openapi\": \"3.1.0\""),
            ("GET", "/api/v1/nothing", "viewer", nil, 404, "openapi.json has what there is"),
            ("DELETE", "/api/v1/rollouts", "promoter", nil, 405, "this takes GET only"),
            ("GET", promote, "promoter", nil, 405, "this takes POST only"),
            ("POST", promote, nil, "{\"reason\":\"r\"}", 401, "a token is needed"),
            ("POST", promote, "viewer", "{\"reason\":\"r\"}", 403, "is a viewer's"),
            ("POST", promote, "promoter", "", 400, "no JSON object"),
            ("POST", promote, "promoter", "[1]", 400, "no JSON object"),
            ("POST", promote, "promoter", "{\"reason\":1}", 400, "'reason' is of another type"),
            ("POST", promote, "promoter", "{\"reason\":\"r\",\"stage\":1}", 400, "unknown field 'stage'"),
            ("POST", promote, "promoter", "{\"reason\":\" \"}", 400, "a reason is needed"),
            ("POST", promote, "promoter", "{\"reason\":\"r\"}", 409, "its gate does not pass yet"),
            ("POST", promote, "promoter", "{\"reason\":\"r\",\"to\":1e308,\"force\":true}", 409, "is no stage of it"),
            (
                "POST", "/api/v1/rollouts/no%2Fpe/pause", "promoter", "{\"reason\":\"r\"}", 404,
                "there is no rollout 'no/pe'"
            ),
        ] as [(String, String, String?, String?, Int, String)])
    func answers(method: String, path: String, role: String?, body: String?, status: Int, words: String) throws {
        try withAPI { _, ask in
            let answer = try ask(method, path, role, body)
            #expect(answer.status == status, "\(answer)")
            #expect(answer.text.contains(words), "\(answer)")
            #expect(answer.values("content-type").first?.hasPrefix("application/json") == true)
        }
    }

    @Test("a body that is too large is refused, and one that is hostile ends up in the trail as text")
    func hostile() throws {
        try withAPI { sidecar, ask in
            let large = try ask(
                "POST", Self.promote, "promoter", "{\"reason\":\"\(String(repeating: "x", count: 100_000))\"}")
            #expect(large.status == 413, "\(large.statusLine)")
            let path = "/api/v1/rollouts/useNewCustomerRepository/pause"
            let hostile = try ask(
                "POST", path, "promoter", "{\"reason\":\"a\\nb \\u001b[31m \\u0000 '; DROP TABLE decision;--\"}")
            #expect(hostile.status == 200, "\(hostile)")
            try eventually("its entry", holds: { try sidecar.decisions().last?.action == "pause" })
            #expect(try sidecar.decisions().last?.reason == "a\nb \u{1B}[31m \0 '; DROP TABLE decision;--")
            #expect(try sidecar.command("status", "--verify").status == 0)
            let status = try sidecar.command("status")
            #expect(!status.text.contains("\u{1B}") && status.text.contains("a\\u000ab"), "\(status.text)")
            #expect(sidecar.program.errorText.contains("by the-promoter: a\\u000ab"), "a log line stays one line")
        }
    }
}
