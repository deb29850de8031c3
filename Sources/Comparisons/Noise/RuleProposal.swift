public import Traffic

/// A rule that would explain what legacy showed against itself, and why it is proposed.
public struct RuleProposal: Sendable, Hashable {
    public var at: Location
    /// The rule's word, such as `pattern`.
    public var word: String
    /// What stands behind the word; `nil` for one that is switched on.
    public var value: String?
    /// What was seen, in a sentence.
    public var reason: String
    /// What the rule lets pass, where it is worth knowing.
    public var caution: String?

    public init(at location: Location, word: String, value: String? = nil, reason: String, caution: String? = nil) {
        self.at = location
        self.word = word
        self.value = value
        self.reason = reason
        self.caution = caution
    }
}
