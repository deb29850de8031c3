/// `customer-context` as the guide lists it: with `customer_id` a new branch before any check, without it the old code.
///
/// Shows the traps 1–6, 16–18, 22–24 and 48.
struct GuideContextFunction: ServerlessFunction {
    private let database: Database
    private let former: CustomerContextFunction
    private let clock: ProcessingClock

    init(database: Database, former: CustomerContextFunction, clock: ProcessingClock) {
        self.database = database
        self.former = former
        self.clock = clock
    }

    func invoke(_ event: FunctionEvent) async -> FunctionResult? {
        guard event.httpMethod == "GET", let customerID = event.queryStringParameters["customer_id"],
            !customerID.isEmpty
        else { return await former.invoke(event) }
        let start = clock.milliseconds()
        let sessionID = event.queryStringParameters["session_id"] ?? ""
        do {
            try FunctionFailure.refuseZeroBytes([customerID, sessionID])
            let history = try await CustomerSyncService(database: database).conversationHistory(
                customerID: customerID, sessionID: sessionID.isEmpty ? nil : sessionID)
            let body = JSONValue.object([
                .init("success", .boolean(true)), .init("conversationHistory", .array(history.map(\.json))),
            ])
            return FunctionResult(statusCode: 200, body: body.serialized)
        } catch {
            return .failure("Context preload failed", cause: error, processingTime: clock.milliseconds() - start)
        }
    }
}
