/// Which code answers.
public enum Implementation: Sendable, Equatable {
    /// The original's straight queries.
    case legacy
    /// The repository and its services, with the contract of legacy.
    case repository
    /// The repository as the migration guide's listing puts it into the functions, with its defects, but for the
    /// repaired ones.
    case repositoryAsWritten(repaired: Set<Trap>)
}
