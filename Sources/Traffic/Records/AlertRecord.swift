/// A condition that fired.
public struct AlertRecord: Sendable, Equatable {
    public var name: String
    public var condition: String
    public var severity: String
    /// Where it was seen; `nil` where all routes together show it.
    public var route: String?
    /// What was seen when it fired, in words.
    public var summary: String
    public var firedAt: Timestamp
    /// `nil` while it fires.
    public var resolvedAt: Timestamp?

    public init(
        name: String,
        condition: String,
        severity: String,
        route: String? = nil,
        summary: String = "",
        firedAt: Timestamp,
        resolvedAt: Timestamp? = nil
    ) {
        self.name = name
        self.condition = condition
        self.severity = severity
        self.route = route
        self.summary = summary
        self.firedAt = firedAt
        self.resolvedAt = resolvedAt
    }
}

/// The names of the fields are a contract with tools; what does not apply is `null`.
extension AlertRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, condition, severity, route, summary, firedAt, resolvedAt
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(condition, forKey: .condition)
        try container.encode(severity, forKey: .severity)
        try container.encode(route, forKey: .route)
        try container.encode(summary, forKey: .summary)
        try container.encode(firedAt, forKey: .firedAt)
        try container.encode(resolvedAt, forKey: .resolvedAt)
    }
}
