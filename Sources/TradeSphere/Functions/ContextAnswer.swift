/// The successful answer of `customer-context`.
struct ContextAnswer {
    let request: ContextRequest
    /// The highest interaction number first.
    let records: [ConversationRecord]

    func result(processingTime: Int) -> FunctionResult {
        let body = JSONValue.object([
            .init("success", .boolean(true)),
            .init("customerName", .string(request.customerName)),
            .init("customerDetails", customerDetails),
            .init("conversationHistory", .array(conversationHistory)),
            .init(
                "contextMetadata",
                .object([
                    .init("recordsFound", .init(records.count)),
                    .init("sessionId", .string(request.sessionID ?? "cross_session")),
                    .init("userId", .string(request.userID)),
                    .init("processingTime", .init(processingTime)),
                ])
            ),
        ])
        return FunctionResult(
            statusCode: 200,
            headers: FunctionHeaders.crossOrigin + [
                FunctionHeaders.json,
                HeaderField("X-Processing-Time", String(processingTime)),
                HeaderField("X-Records-Found", String(records.count)),
            ],
            body: body.serialized
        )
    }

    /// Of the newest row; a field without a value is an empty string.
    private var customerDetails: JSONValue {
        guard let newest = records.first else { return .null }
        return .object([
            .init("name", .string(newest.customerName ?? "")),
            .init("address", .string(newest.customerAddress ?? "")),
            .init("email", .string(newest.customerEmail ?? "")),
            .init("phone", .string(newest.customerPhone ?? "")),
        ])
    }

    /// The oldest first, what the user said before what was answered; blank texts are left out.
    private var conversationHistory: [JSONValue] {
        records.reversed().enumerated().flatMap { index, record in
            [("user", record.userInput), ("ai", record.aiResponse)]
                .filter { !ECMAScriptText.isBlank($0.1) }
                .map { sender, text in entry(of: record, at: index, sender: sender, text: text) }
        }
    }

    private func entry(of record: ConversationRecord, at index: Int, sender: String, text: String) -> JSONValue {
        .object([
            .init("id", .string("history_\(sender)_\(record.interactionNumber)_\(index)")),
            .init("text", .string(text)),
            .init("sender", .string(sender)),
            .init("timestamp", .init(record.createdAt)),
            .init("sessionId", .string(record.sessionID)),
            .init("source", .string("previous_session")),
            .init("interactionNumber", .init(record.interactionNumber)),
        ])
    }
}
