/// What one leg of an exchange is for.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// The leg whose answer the client gets.
    case served
    /// The leg that gets the copy, for comparison only.
    case mirrored
    /// A second copy to legacy, from which noise is learned.
    case control
}
