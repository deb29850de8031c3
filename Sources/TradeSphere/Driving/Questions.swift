/// A read that `customer-context` accepts.
struct ContextQuestion {
    var name: String
    var userID: String
    var sessionID: String?
}

/// A write that `customer-update` accepts. A field that is omitted or blank is `nil`.
struct UpdateQuestion {
    var sessionID: String
    var userID: String
    var name: String
    var address: String?
    var email: String?
    var phone: String?
    /// Fields that are sent as empty texts, which count as omitted.
    var blankFields: [String] = []

    /// The body, with the fields that are given.
    var body: String {
        var members: [JSONValue.Member] = [
            .init("sessionId", .string(sessionID)), .init("customerName", .string(name)),
            .init("userId", .string(userID)),
        ]
        for (key, value) in [("customerAddress", address), ("customerEmail", email), ("customerPhone", phone)] {
            if let value { members.append(.init(key, .string(value))) }
        }
        for key in blankFields { members.append(.init(key, .string(""))) }
        return JSONValue.object(members).serialized
    }
}
