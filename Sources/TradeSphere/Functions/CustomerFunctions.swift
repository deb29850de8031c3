/// The functions `customer-context` and `customer-update` of one implementation over one database.
public struct CustomerFunctions: Sendable {
    /// The functions by the name under which the host finds them.
    public let byName: [String: any ServerlessFunction]

    /// - Parameters:
    ///   - implementation: Which code answers.
    ///   - database: A migrated database.
    ///   - clock: The clock behind `processingTime`.
    public init(_ implementation: Implementation, database: Database, clock: ProcessingClock = .monotonic) {
        let legacy = LegacyConversationStore(database: database)
        let repository = RepositoryConversationStore(database: database)
        switch implementation {
        case .legacy: byName = Self.functions(legacy, clock)
        case .repository: byName = Self.functions(repository, clock)
        case .repositoryAsWritten(let repaired):
            byName = [
                "customer-context": GuideContextFunction(
                    database: database, former: CustomerContextFunction(store: legacy, clock: clock), clock: clock),
                "customer-update": GuideUpdateFunction(
                    database: database, former: CustomerUpdateFunction(store: legacy, clock: clock), clock: clock,
                    repaired: repaired),
            ]
        }
    }

    private static func functions(
        _ store: any ConversationStore,
        _ clock: ProcessingClock
    ) -> [String: any ServerlessFunction] {
        [
            "customer-context": CustomerContextFunction(store: store, clock: clock),
            "customer-update": CustomerUpdateFunction(store: store, clock: clock),
        ]
    }

    /// Every statement that an implementation can send. Legacy and repository have none in common.
    ///
    /// - Parameter implementation: Which code; the guide's falls back to legacy, so it has legacy's statements too.
    public static func statements(of implementation: Implementation) -> [Statement] {
        switch implementation {
        case .legacy: LegacyStatements.all
        case .repository: RepositoryStatements.all
        case .repositoryAsWritten: GuideStatements.all + RepositoryStatements.all + LegacyStatements.all
        }
    }
}
