/// Which customers of a company are listed, and how.
public struct CustomerFilter: Sendable {
    /// What a list can be sorted by.
    public enum Order: String, Sendable, CaseIterable {
        /// When the row was made.
        case createdAt
        /// The name.
        case name
        /// The last conversation.
        case lastInteraction

        /// The column, which is never a client's text.
        var column: String {
            switch self {
            case .createdAt: "c.created_at"
            case .name: "c.customer_name"
            case .lastInteraction: "m.last_interaction_at"
            }
        }
    }

    /// A part of the name, e-mail address, phone number or address, in any case; `%` and `_` stand for themselves.
    public var search: String?
    /// Any of these stages.
    public var stages: [String]?
    /// At least one of these tags.
    public var tags: [String]?
    /// Any of these sources.
    public var sources: [String]?
    /// Whether deleted customers are listed too.
    public var includesDeleted = false
    /// Whether customers that were merged into others are listed too.
    public var includesMerged = false
    /// How many at most.
    public var limit = 50
    /// How many are passed over.
    public var offset = 0
    /// What the list is sorted by.
    public var order = Order.createdAt
    /// Whether the greatest comes first.
    public var isDescending = true

    /// The newest fifty customers.
    public init() {}

    /// The filter's part of the parameters.
    var parameters: [String?] {
        [
            search.flatMap { ECMAScriptText.isBlank($0) ? nil : ECMAScriptText.trimmed($0) },
            Self.json(stages), Self.json(tags), Self.json(sources),
            String(includesDeleted), String(includesMerged), String(limit), String(offset),
        ]
    }

    private static func json(_ texts: [String]?) -> String? {
        guard let texts, !texts.isEmpty else { return nil }
        return JSONValue.array(texts.map(JSONValue.string)).serialized
    }
}
