/// What `customer-update` reads from its body.
struct UpdateRequest: Sendable {
    /// The session, as the query will carry it.
    let sessionID: String
    /// The user, whom the database will take as a UUID or refuse.
    let userID: String
    /// The name as the column will hold it; untrimmed.
    let customerName: String?
    /// The address; missing and blank are NULL.
    let customerAddress: String?
    /// The e-mail address; missing and blank are NULL.
    let customerEmail: String?
    /// The phone number; missing and blank are NULL.
    let customerPhone: String?
    /// The body, for what is echoed.
    let body: JSONValue

    /// - Throws: The failure of the first check that does not hold, in the original's order.
    init(_ event: FunctionEvent) throws {
        let text = event.body ?? ""
        body = try JSONParser.parse(text.isEmpty ? "{}" : text)
        if case .null = body {
            throw FunctionFailure("Cannot destructure property 'sessionId' of 'JSON.parse(...)' as it is null.")
        }
        guard let session = body["sessionId"], session.isTruthy, let name = body["customerName"], name.isTruthy,
            let user = body["userId"], user.isTruthy
        else {
            throw FunctionFailure("Missing required fields: sessionId, customerName, userId")
        }
        sessionID = session.stringified
        userID = user.stringified
        customerName = name.columnText
        customerAddress = Self.optionalColumn(body["customerAddress"])
        customerEmail = Self.optionalColumn(body["customerEmail"])
        customerPhone = Self.optionalColumn(body["customerPhone"])
        try FunctionFailure.refuseZeroBytes([
            sessionID, userID, customerName, customerAddress, customerEmail, customerPhone,
        ])
    }

    /// `value || null`, as a text column takes it.
    private static func optionalColumn(_ value: JSONValue?) -> String? {
        guard let value, value.isTruthy else { return nil }
        return value.columnText
    }
}
