import Foundation
import Testing

/// In shadow every request is compared, counted once, and judged for what it is.
@Suite("Shadow")
struct ShadowTests {
    @Test("the intended candidate shows no mismatch, and the counts are what was sent")
    func intended() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            var sent: [String: Int] = [:]
            let connection = try sidecar.connect()
            func send(_ request: HTTPRequest, route: String) throws {
                _ = try connection.exchange(request)
                sent[route, default: 0] += 1
            }
            let user = try #require(rows.customers.first).userID
            for (index, customer) in rows.customers.enumerated() {
                try send(.get(customer.target(query: "&customer_id=\(customer.customerID)")), route: "customer-context")
                try send(.get("\(HTTPRequest.context)/Nobody%20\(index)?user_id=\(user)"), route: "customer-context")
                try send(.get("\(HTTPRequest.context)/%E0%A4%A?user_id=\(user)"), route: "customer-context")
                try send(.get("\(HTTPRequest.context)/Ann"), route: "customer-context")
                let options = HTTPRequest(method: "OPTIONS", target: "\(HTTPRequest.context)/Ann")
                try send(options, route: "customer-context")
                try send(.get("\(HTTPRequest.context)/"), route: "customer-context-without-name")
            }
            for (index, session) in rows.sessions.enumerated() {
                try send(session.update(email: "number\(index)@example.com"), route: "customer-update")
                let mine = SeedRows.Customer(name: session.name, userID: session.userID, customerID: session.customerID)
                try send(.get(mine.target()), route: "customer-context")
                try send(.post(HTTPRequest.update, "{\"sessionId\":"), route: "customer-update")
                try send(.post(HTTPRequest.update, "{}"), route: "customer-update")
            }
            try send(.get("/elsewhere"), route: "(unmatched)")
            connection.close()
            let report = try sidecar.finalReport()
            #expect(sent.values.reduce(0, +) > 300)
            for (route, count) in sent {
                let record = report.route(route)
                #expect(record.requests == count, "\(route)")
                #expect(record.addsUp, "\(record)")
                #expect(record.mismatches == 0, "\(record)")
                #expect(record.incomparable.isEmpty, "\(record)")
                #expect(record.comparisons == (route == "(unmatched)" ? 0 : count), "\(record)")
                #expect(record.servedByCandidate == 0)
            }
            #expect(report.requests == sent.values.reduce(0, +))
            #expect(report.discrepancies.isEmpty, "\(report.discrepancies)")
        }
    }

    @Test("each defect of the candidate as written is one discrepancy, with the exact count")
    func asWritten() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.asWritten, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            let connection = try sidecar.connect()
            // Both sides answer these alike: they must not count.
            for customer in rows.customers { _ = try connection.exchange(.get(customer.target())) }
            // The guide's new branch.
            let linked = rows.customers.prefix(7)
            for customer in linked + linked {
                _ = try connection.exchange(.get(customer.target(query: "&customer_id=\(customer.customerID)")))
            }
            // A linked session of one row fails, one that does not exist goes to the old code.
            let sessions = rows.sessions.prefix(5)
            for session in sessions { _ = try connection.exchange(try session.update()) }
            for _ in 0..<3 {
                let body = #"{"sessionId":"none","userId":"00000000-0000-4000-8000-000000000000","customerName":"N"}"#
                _ = try connection.exchange(.post(HTTPRequest.update, body))
            }
            connection.close()
            let report = try sidecar.finalReport()

            #expect(linked.count == 7 && sessions.count == 5)
            let context = report.route("customer-context")
            #expect(context.requests == rows.customers.count + 14)
            #expect(context.mismatches == 14)
            #expect(try report.counts(of: "customer-context") == Self.contextDefects(14))
            let update = report.route("customer-update")
            #expect(update.requests == 8)
            #expect(update.mismatches == 5)
            #expect(update.candidateFailures == 5)
            #expect(try report.counts(of: "customer-update") == Self.updateDefects(5))
        }
    }

    private static func contextDefects(_ count: Int) -> [String: Int] {
        let entry = "/body/conversationHistory/*"
        let missing =
            ["/body/customerName", "/body/customerDetails", "/body/contextMetadata"]
            + ["/headers/access-control-allow-origin", "/headers/access-control-allow-headers"]
            + ["/headers/x-records-found", entry]
            + ["id", "text", "sender", "timestamp", "sessionId", "source", "interactionNumber"].map { "\(entry)/\($0)" }
        let added = ["user_input", "ai_response", "interaction_number", "created_at", "session_id"]
        let signatures =
            missing.map { "missing \($0)" } + added.map { "added \(entry)/\($0)" } + ["changed /headers/content-type"]
        return Dictionary(uniqueKeysWithValues: signatures.map { ($0, count) })
    }

    private static func updateDefects(_ count: Int) -> [String: Int] {
        let signatures =
            ["changed /status", "changed /body/success"]
            + ["message", "sessionId", "customerName"].map { "missing /body/\($0)" }
            + ["error", "details"].map { "added /body/\($0)" }
        return Dictionary(uniqueKeysWithValues: signatures.map { ($0, count) })
    }
}
