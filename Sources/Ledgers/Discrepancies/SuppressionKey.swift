import Traffic

/// What suppressed differences are counted by.
struct SuppressionKey: Sendable, Hashable {
    var route: String
    /// The rule's word, such as `ignore`.
    var rule: String
    /// Where the rule says it holds.
    var at: String
    var interval: Timestamp
}
