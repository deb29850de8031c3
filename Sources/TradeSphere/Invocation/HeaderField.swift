/// One header field; order and repetition matter, so fields travel in arrays.
public struct HeaderField: Sendable, Equatable {
    /// The name as it goes over the wire.
    public let name: String
    /// The value.
    public let value: String

    /// - Parameters:
    ///   - name: The name as it goes over the wire.
    ///   - value: The value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
