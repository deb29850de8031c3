public import Comparisons

/// A rule of a comparison, with what the configuration says of it.
public struct RuleSection: Sendable, Hashable {
    public var rule: Rule
    /// The value of the rule's word as it is written, such as `1%`; `nil` for a word that is switched on with `true`.
    public var value: String?
    /// The line of the file it stands on.
    public var line: Int

    public init(rule: Rule, value: String? = nil, line: Int) {
        self.rule = rule
        self.value = value
        self.line = line
    }
}
