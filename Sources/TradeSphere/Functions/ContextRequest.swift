/// What `customer-context` reads from its event.
struct ContextRequest: Sendable {
    /// The last segment of the path, decoded once; a plus stays a plus.
    let customerName: String
    /// The query's `user_id`, which the database will take as a UUID or refuse.
    let userID: String
    /// The query's `session_id`; it is echoed and selects nothing.
    let sessionID: String?

    /// - Throws: The failure of the first check that does not hold, in the original's order.
    init(_ event: FunctionEvent) throws {
        let segment = event.path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        customerName = try PercentEncoding.decodedComponent(segment)
        if customerName.isEmpty || customerName == "customer-context" {
            throw FunctionFailure("Customer name is required")
        }
        guard let userID = event.queryStringParameters["user_id"], !userID.isEmpty else {
            throw FunctionFailure("User ID is required")
        }
        self.userID = userID
        let sessionID = event.queryStringParameters["session_id"] ?? ""
        self.sessionID = sessionID.isEmpty ? nil : sessionID
        try FunctionFailure.refuseZeroBytes([customerName, userID])
    }
}
