import Foundation
import Testing

/// Promoted users are served by the candidate, everybody else by legacy, and the other side gets a copy.
@Suite("Promotion")
struct PromotionTests {
    private static let users = (0..<60).map { "user-\($0)@example.com" }

    private func configuration(_ legacy: ScriptedUpstream, _ candidate: ScriptedUpstream) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        configuration.rolloutPercentage = 30
        configuration.userWhitelist = ["friend@example.com"]
        return configuration
    }

    @Test("the side that explain names serves, and the other one gets the copy")
    func explained() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let candidate = try stage.upstream(answering: #"{"side":"candidate"}"#)
            let sidecar = try stage.sidecar(configuration(legacy, candidate))
            let connection = try sidecar.connect()
            var promoted: Set<String> = []
            for user in Self.users.prefix(20) + ["friend@example.com"] {
                let explanation = try sidecar.explain(route: "everything", user: user)
                if explanation.served == "candidate" { promoted.insert(user) }
                let answer = try connection.exchange(.get("/x?user=\(user.percentEncoded)"))
                #expect(answer.text == "{\"side\":\"\(explanation.served)\"}", "\(explanation)")
                let isPromoted = user == "friend@example.com" || explanation.bucket.map { $0 < 30_000 } == true
                #expect((explanation.served == "candidate") == isPromoted, "\(explanation)")
                #expect(explanation.reason == (user == "friend@example.com" ? "whitelist" : "bucket"), "\(explanation)")
            }
            #expect(promoted.count > 1 && promoted.count < 20, "both sides serve somebody: \(promoted)")
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.requests == 21)
            #expect(record.servedByCandidate == promoted.count)
            #expect(record.mismatches == 21, "copies of promoted users' requests are compared too")
            for (upstream, isServing) in [
                (candidate, { (user: String) in promoted.contains(user) }), (legacy, { !promoted.contains($0) }),
            ] {
                let received = upstream.received
                #expect(received.count == 21)
                for request in received {
                    let user = request.requestLine.split(whereSeparator: { "= ".contains($0) })[2]
                        .removingPercentEncodingOrSelf
                    #expect(request.isCopy == !isServing(user), "\(request.requestLine)")
                }
            }
        }
    }

    @Test("with USE_NEW_SERVICES=false nothing reaches the candidate, not even a connection")
    func killSwitch() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let candidate = try stage.upstream(answering: #"{"side":"candidate"}"#)
            let sidecar = try stage.sidecar(
                configuration(legacy, candidate), environment: ["USE_NEW_SERVICES": "false"])
            let connection = try sidecar.connect()
            for user in Self.users + ["friend@example.com"] {
                let answer = try connection.exchange(.get("/x?user=\(user.percentEncoded)"))
                #expect(answer.text == #"{"side":"legacy"}"#)
            }
            #expect(try sidecar.explain(route: "everything", user: "friend@example.com").reason == "killSwitch")
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.requests == Self.users.count + 1)
            #expect(record.notMirrored == record.requests)
            #expect(candidate.connections == 0)
            #expect(legacy.received.count == record.requests)
        }
    }

    @Test("writes stay with legacy while only reads are promoted")
    func writesStay() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let candidate = try stage.upstream(answering: #"{"side":"candidate"}"#)
            var configuration = configuration(legacy, candidate)
            configuration.routes = SidecarConfiguration.functionRoutes
            configuration.rolloutRoutes = ["customer-context", "customer-update"]
            configuration.rolloutPercentage = 100
            let sidecar = try stage.sidecar(configuration)
            let read = try sidecar.answer(to: .get("\(HTTPRequest.context)/Ann?user_id=1"))
            #expect(read.text == #"{"side":"candidate"}"#)
            let write = try sidecar.answer(to: .post(HTTPRequest.update, #"{"userId":"1"}"#))
            #expect(write.text == #"{"side":"legacy"}"#)
            #expect(try sidecar.explain(route: "customer-update", user: "1").reason == "operation")
            let report = try sidecar.finalReport()
            #expect(report.route("customer-update").comparisons == 1, "an isolated write is copied to the candidate")
            #expect(candidate.received.filter(\.isCopy).map(\.body) == [Array(#"{"userId":"1"}"#.utf8)])
        }
    }
}

extension Substring {
    fileprivate var removingPercentEncodingOrSelf: String { String(self).removingPercentEncoding ?? String(self) }
}
