/// `customer-update`: writes what a user found out about a customer into a session's rows.
struct CustomerUpdateFunction: ServerlessFunction {
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
        case "POST": break
        default: return .methodNotAllowed
        }
        do {
            let request = try UpdateRequest(event)
            try await store.updateCustomer(request, isDryRun: event.isDryRun)
            return UpdateAnswer(request: request).result(processingTime: clock.milliseconds() - start)
        } catch {
            return .failure("Customer update failed", cause: error, processingTime: clock.milliseconds() - start)
        }
    }
}
