/// An answer as the sender expects it, without what no sender can know: the function's own clock (`processingTime`,
/// `X-Processing-Time`) and the host's identifier of the request.
public struct PredictedAnswer: Sendable {
    /// The status.
    public let status: Int
    /// The end-to-end fields, names in lower case.
    public let headers: [HeaderField]
    /// The body; `nil` where there is none.
    public let body: JSONValue?

    private static let crossOrigin = [
        HeaderField("access-control-allow-origin", "*"),
        HeaderField("access-control-allow-headers", "Content-Type, Authorization"),
    ]
    private static let json = HeaderField("content-type", "application/json")
    /// What the host adds where a function states no type for its body.
    private static let untyped = HeaderField("content-type", "text/plain; charset=utf-8")

    /// The answer as one tree, for comparison.
    var tree: JSONValue {
        var members: [JSONValue.Member] = [
            .init("status", .init(status)),
            .init("headers", .object(headers.map { .init($0.name, .string($0.value)) })),
        ]
        if let body { members.append(.init("body", body)) }
        return .object(members)
    }

    // MARK: customer-context

    /// What is known about a customer.
    static func context(_ request: ContextQuestion, _ rows: [ConversationWorld.Row]) -> PredictedAnswer {
        var details = JSONValue.null
        if let newest = rows.first {
            details = .object([
                .init("name", .string(newest.name ?? "")), .init("address", .string(newest.address ?? "")),
                .init("email", .string(newest.email ?? "")), .init("phone", .string(newest.phone ?? "")),
            ])
        }
        let history = rows.reversed().enumerated().flatMap { index, row in
            [("user", row.userInput), ("ai", row.aiResponse)].compactMap { sender, text in
                ECMAScriptText.isBlank(text) ? nil : entry(row, index, sender, text)
            }
        }
        return PredictedAnswer(
            status: 200,
            headers: crossOrigin + [json, HeaderField("x-records-found", "\(rows.count)")],
            body: .object([
                .init("success", .boolean(true)), .init("customerName", .string(request.name)),
                .init("customerDetails", details), .init("conversationHistory", .array(history)),
                .init(
                    "contextMetadata",
                    .object([
                        .init("recordsFound", .init(rows.count)),
                        .init("sessionId", .string(request.sessionID ?? "cross_session")),
                        .init("userId", .string(request.userID)),
                    ])),
            ]))
    }

    private static func entry(
        _ row: ConversationWorld.Row, _ index: Int, _ sender: String, _ text: String
    ) -> JSONValue {
        .object([
            .init("id", .string("history_\(sender)_\(row.number)_\(index)")), .init("text", .string(text)),
            .init("sender", .string(sender)), .init("timestamp", .init(row.createdAt)),
            .init("sessionId", .string(row.sessionID)), .init("source", .string("previous_session")),
            .init("interactionNumber", .init(row.number)),
        ])
    }

    /// The guide's answer with `customer_id`: rows as they are, and no fields of its own.
    static func rawHistory(_ rows: [ConversationWorld.Row]) -> PredictedAnswer {
        let history = rows.reversed().map { row in
            JSONValue.object([
                .init("user_input", .string(row.userInput)), .init("ai_response", .string(row.aiResponse)),
                .init("interaction_number", .init(row.number)), .init("created_at", .init(row.createdAt)),
                .init("session_id", .string(row.sessionID)),
            ])
        }
        return PredictedAnswer(
            status: 200, headers: [untyped],
            body: .object([.init("success", .boolean(true)), .init("conversationHistory", .array(history))]))
    }

    static func contextFailure(_ details: String) -> PredictedAnswer {
        failure("Context preload failed", details)
    }

    // MARK: customer-update

    static func updated(_ request: UpdateQuestion) -> PredictedAnswer {
        PredictedAnswer(
            status: 200, headers: crossOrigin + [json],
            body: .object([
                .init("success", .boolean(true)),
                .init("message", .string("Customer information updated successfully")),
                .init("sessionId", .string(request.sessionID)), .init("customerName", .string(request.name)),
            ]))
    }

    static func updateFailure(_ details: String) -> PredictedAnswer {
        failure("Customer update failed", details)
    }

    // MARK: Both

    private static func failure(_ error: String, _ details: String) -> PredictedAnswer {
        PredictedAnswer(
            status: 500, headers: crossOrigin + [json],
            body: .object([
                .init("success", .boolean(false)), .init("error", .string(error)), .init("details", .string(details)),
            ]))
    }

    static let preflight = PredictedAnswer(status: 200, headers: crossOrigin, body: nil)

    static let methodNotAllowed = PredictedAnswer(
        status: 405, headers: crossOrigin + [untyped],
        body: .object([.init("error", .string("Method not allowed"))]))

    /// The host's answer for a function that returned nothing.
    static let nothingReturned = PredictedAnswer(
        status: 502, headers: [json],
        body: .object([
            .init("errorType", .string("Error")),
            .init(
                "errorMessage",
                .string("error decoding lambda response: invalid status code returned from lambda: 0")),
            .init("trace", .array([])),
        ]))
}
