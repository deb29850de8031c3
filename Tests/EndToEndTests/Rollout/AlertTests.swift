import Foundation
import Testing

/// Alerts, decisions and probes reach who has to know, once, and hold up nobody.
@Suite("Alerts and probes")
struct AlertTests {
    private func configuration(_ stage: Stage, candidate: ScriptedUpstream) throws -> SidecarConfiguration {
        let legacy = try stage.upstream(answering: #"{"a":1}"#)
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        configuration.tokens = ["promoter"]
        return configuration
    }

    @Test(
        "an alert goes out once to each webhook when it fires and when it is resolved, also past one that fails first")
    func webhooks() throws {
        try withStage { stage in
            let tries = stage.latch()
            let slack = try stage.upstream { _ in
                // The first try fails, and is made again.
                defer { tries.open() }
                return ScriptedUpstream.answer("", status: tries.hasOpened ? "200 OK" : "503 Service Unavailable")
            }
            let json = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream { request in
                let isBad = request.requestLine.contains("bad")
                return ScriptedUpstream.answer(#"{"a":1}"#, status: isBad ? "500 Internal Server Error" : "200 OK")
            }
            var configuration = try configuration(stage, candidate: candidate)
            configuration.more = """
                alerts:
                  - name: customer-service-error-rate
                    condition: error_rate > 1%
                    duration: 3 seconds
                    severity: warning
                notify:
                  - { url: "\(slack.url)/slack", format: slack }
                  - { url: "\(json.url)/hook", format: json }
                """
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            func told(_ words: String) -> Int {
                json.received.count { String(decoding: $0.body, as: UTF8.self).contains(words) }
            }
            // Goes on until it is told: on a busy machine what was sent at once is seen in parts.
            func told(_ words: String, after path: String) throws -> Bool {
                guard told(words) == 0 else { return true }
                for number in 0..<30 { _ = try connection.exchange(.get("\(path)?user=\(number)")) }
                usleep(300_000)
                return false
            }
            try eventually("the alert", holds: { try told("is firing", after: "/bad") })
            try eventually("its end", holds: { try told("is resolved", after: "/x") })
            #expect(told("is resolved") == 1)
            #expect(told("is firing") == 1)
            try eventually("Slack's second try") {
                let texts = slack.received.map { String(decoding: $0.body, as: UTF8.self) }
                return texts.count { $0.contains("is firing") } == 2 && texts.count { $0.contains("is resolved") } == 1
                    ? () : nil
            }
            #expect(slack.received.allSatisfy { $0.requestLine.hasPrefix("POST /slack ") })

            _ = try sidecar.command("rollback", "useNewCustomerRepository", "--reason", "enough")
            try eventually("the decision", holds: { told("rolled back from 0 % to 0 %") == 1 })
            try eventually(
                "its end in the ledger", holds: { try sidecar.api("/api/v1/alerts").contains("\"resolvedAt\" : \"20") })
            connection.close()
            try sidecar.stop()
        }
    }

    @Test(
        "a probe's value decides a gate: without one it is undecided, a bad one fails, a database that is gone is an error"
    )
    func probes() throws {
        try withStage { stage in
            let database = try stage.database()
            let candidate = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = try configuration(stage, candidate: candidate)
            configuration.gate = "{ criteria: [mismatch_rate <= 50%], probes: [orphans] }"
            configuration.more = """
                probes:
                  - name: orphans
                    database: "\(try stage.cluster.url(of: database))"
                    sql: SELECT count(*) FROM customers WHERE status = 'orphan'
                    expect: value <= 0
                    every: 1s
                """
            try stage.cluster.run(
                "ALTER TABLE customers DROP CONSTRAINT IF EXISTS customers_status_check", in: database)
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<90 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            func wait(for status: Int32) throws {
                try eventually("exit \(status)", holds: { try sidecar.gate().status == status })
            }
            try wait(for: 0)
            try stage.cluster.run(
                "UPDATE customers SET status = 'orphan' WHERE id = (SELECT id FROM customers LIMIT 1)", in: database)
            try wait(for: 1)
            let failed = try sidecar.command("gate", "useNewCustomerRepository")
            #expect(failed.text.contains("probe orphans: 1, and expected is value <= 0"), "\(failed.text)")
            try stage.refuseConnections(to: database)
            try wait(for: 2)
            #expect(try connection.exchange(.get("/x?user=1")).text == #"{"a":1}"#, "clients notice nothing")
            connection.close()
            try sidecar.stop()
        }
    }
}
