/// `customer-context`: what is known about a customer, and the last two interactions.
struct CustomerContextFunction: ServerlessFunction {
    private let store: any ConversationStore
    private let clock: ProcessingClock

    init(store: any ConversationStore, clock: ProcessingClock) {
        self.store = store
        self.clock = clock
    }

    func invoke(_ event: FunctionEvent) async -> FunctionResult? {
        let start = clock.milliseconds()
        switch event.httpMethod {
        case "OPTIONS": return .preflight
        case "GET": break
        default: return .methodNotAllowed
        }
        do {
            let request = try ContextRequest(event)
            let records = try await store.recentConversations(
                customerName: request.customerName, userID: request.userID)
            return ContextAnswer(request: request, records: records)
                .result(processingTime: clock.milliseconds() - start)
        } catch {
            return .failure("Context preload failed", cause: error, processingTime: clock.milliseconds() - start)
        }
    }
}
