import Testing

/// What legacy alone answers to a set of requests, to hold other answers against.
struct Baseline {
    let requests: [HTTPRequest]
    private let answers: [String: HTTPAnswer]

    /// - Parameter requests: Reads, or updates that change nothing.
    init(_ requests: [HTTPRequest], from legacy: Functions) throws {
        self.requests = requests
        let connection = try legacy.connect()
        var answers: [String: HTTPAnswer] = [:]
        for request in requests { answers[request.description] = try connection.exchange(request).withoutClocks }
        self.answers = answers
    }

    /// Records an issue for the first client answer that is not legacy's own.
    func expectEqual(_ outcomes: [Load.Outcome], sourceLocation: SourceLocation = #_sourceLocation) {
        let differing = outcomes.filter { $0.answer?.withoutClocks != answers[$0.request.description] }
        guard let first = differing.first else { return }
        Issue.record(
            """
            \(differing.count) of \(outcomes.count) clients did not get legacy's answer; the first one:
            \(first.request)
            \(first.answer.map(\.description) ?? first.error ?? "")
            """,
            sourceLocation: sourceLocation)
    }

    /// Reads of the seed's customers, and an update that finds no row.
    static func requests(_ rows: SeedRows) -> [HTTPRequest] {
        let nobody = #"{"sessionId":"none","userId":"00000000-0000-4000-8000-000000000000","customerName":"N"}"#
        return rows.customers.map { .get($0.target()) } + [
            .get("\(HTTPRequest.context)/Nobody?user_id=\(rows.customers[0].userID)"),
            .get("\(HTTPRequest.context)/%E0%A4%A?user_id=\(rows.customers[0].userID)"),
            .post(HTTPRequest.update, nobody), .post(HTTPRequest.update, "{"),
        ]
    }
}
