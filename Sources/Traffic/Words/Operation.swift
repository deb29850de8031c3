/// Whether a request changes anything.
public enum Operation: String, Sendable, Codable, CaseIterable {
    case read
    case write
}

/// How the writes of a route are mirrored.
public enum WritePolicy: String, Sendable, Codable, CaseIterable {
    /// No copy is sent; the exchange counts as `incomparable: writeNotMirrored`.
    case never
    /// The copy to the candidate carries `Parallax-Dry-Run: ?1`: it does the work, rolls back, and answers.
    case dryRun
    /// The candidate works on a database of its own, a shadow and not the record.
    case isolated
}
