/// What a probe said last.
public struct ProbeRecord: Sendable, Equatable {
    public var name: String
    /// What its value must be, such as `value <= 10`.
    public var expectation: String
    /// `nil` where it could not be had.
    public var value: Double?
    /// Why it could not be had.
    public var error: String?
    /// When it was asked; `nil` where it never was.
    public var at: Timestamp?
    /// Whether the value is what is expected; `nil` where there is none.
    public var holds: Bool?

    public init(
        name: String,
        expectation: String,
        value: Double? = nil,
        error: String? = nil,
        at time: Timestamp? = nil,
        holds: Bool? = nil
    ) {
        self.name = name
        self.expectation = expectation
        self.value = value
        self.error = error
        at = time
        self.holds = holds
    }
}

/// The names of the fields are a contract with tools; what is not known is `null`.
extension ProbeRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, expectation, value, error, at, holds
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(expectation, forKey: .expectation)
        try container.encode(value, forKey: .value)
        try container.encode(error, forKey: .error)
        try container.encode(at, forKey: .at)
        try container.encode(holds, forKey: .holds)
    }
}
