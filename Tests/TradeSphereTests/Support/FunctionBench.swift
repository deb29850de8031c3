import PostgreSQL
import TradeSphere

/// The functions of one implementation over one database, with a clock that stands still: what `processingTime` tells
/// is always 0, so that answers can be compared byte by byte.
struct FunctionBench: Sendable {
    private let functions: CustomerFunctions

    init(
        _ implementation: Implementation,
        pool: PostgresPool,
        observer: @escaping @Sendable (Statement) -> Void = { _ in }
    ) {
        functions = CustomerFunctions(
            implementation,
            database: Database(pool: pool, observer: observer),
            clock: ProcessingClock { 0 }
        )
    }

    /// The answer to a call; `nil` where the function returns nothing.
    func answer(_ call: FunctionCall) async throws -> Answer? {
        guard let function = functions.byName[call.function] else { return nil }
        return try await function.invoke(call.event).map(Answer.init)
    }

    /// The answer of `customer-context`.
    func context(_ segment: String, _ query: String) async throws -> Answer? {
        try await answer(.context(segment, query))
    }

    /// The answer of `customer-update`.
    func update(_ body: String, dryRun: Bool = false) async throws -> Answer? {
        try await answer(.update(body, dryRun: dryRun))
    }
}
