/// What `/ready` says: whether requests are served, and what about the records is not as it should be.
///
/// A sidecar whose ledger is away still serves, so it stays ready: taking it out of service would turn a lost record into a
/// lost request. It says so loudly all the same.
public struct Readiness: Sendable, Equatable {
    /// Whether requests are taken.
    public var isServing: Bool
    /// What is wrong, one sentence each; empty where all is well.
    public var warnings: [String]

    public init(isServing: Bool, warnings: [String] = []) {
        self.isServing = isServing
        self.warnings = warnings
    }
}
