import PostgreSQL

/// `customer-update` as the guide lists it: a linked session goes to the repository, everything else to the old code.
///
/// Shows the traps 12 and 39 and, as those in its way are repaired, 7, 13–15, 20, 23 and 40–43.
struct GuideUpdateFunction: ServerlessFunction {
    private let database: Database
    private let former: CustomerUpdateFunction
    private let clock: ProcessingClock
    private let repaired: Set<Trap>

    init(database: Database, former: CustomerUpdateFunction, clock: ProcessingClock, repaired: Set<Trap>) {
        self.database = database
        self.former = former
        self.clock = clock
        self.repaired = repaired
    }

    func invoke(_ event: FunctionEvent) async -> FunctionResult? {
        guard event.httpMethod == "POST" else { return await former.invoke(event) }
        let start = clock.milliseconds()
        do {
            let request = try UpdateRequest(event)
            let link = try await database.session.run(GuideStatements.linkOfSession, [request.sessionID])
            // single() gives no data unless there is exactly one row, and nobody looks at its error.
            guard link.rows.count == 1, let row = link.rows.first, let customerID = try row.optionalText("customer_id"),
                let ownCompanyID = try row.optionalText("company_id")
            else { return await former.invoke(event) }
            // What an object becomes in the place of the company's id.
            let companyID = repaired.contains(.updatesPassedAsCompany) ? ownCompanyID : "[object Object]"
            let changes = try Self.changes(request)
            try await database.transaction(rollingBack: event.isDryRun) { session in
                _ = try await CustomerRepository(session: session)
                    .updateCustomer(id: customerID, companyID: companyID, changes: changes)
            }
            guard repaired.contains(.updateReturnsNothing) else { return nil }
            return UpdateAnswer(request: request).result(processingTime: clock.milliseconds() - start)
        } catch {
            return .failure("Customer update failed", cause: error, processingTime: clock.milliseconds() - start)
        }
    }

    /// Every field is mentioned, an omitted one as NULL (trap 42).
    private static func changes(_ request: UpdateRequest) throws(FunctionFailure) -> CustomerChanges {
        CustomerChanges(
            name: try field("customer_name", request.body["customerName"]),
            email: try field("email", request.body["customerEmail"]),
            phone: try field("phone", request.body["customerPhone"]),
            address: try field("address", request.body["customerAddress"])
        )
    }

    /// The repository trims what it is given, and only strings can be trimmed (trap 15).
    private static func field(_ name: String, _ value: JSONValue?) throws(FunctionFailure) -> CustomerChanges.Field {
        guard let value, value.isTruthy else { return .set(nil) }
        guard case .string(let text) = value else { throw FunctionFailure("updates.\(name).trim is not a function") }
        return .set(text)
    }
}
