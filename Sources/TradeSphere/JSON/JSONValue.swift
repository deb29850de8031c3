/// A JSON value as an ECMAScript function sees it: numbers are doubles, the members of an object keep their order.
public indirect enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable {
        /// The key, unescaped.
        public let key: String
        /// The value.
        public let value: JSONValue

        /// - Parameters:
        ///   - key: The key, unescaped.
        ///   - value: The value.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// A string, or `null` where there is none.
    public init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }

    /// A whole number.
    public init(_ number: Int) {
        self = .number(Double(number))
    }

    /// The member named `key`: the last one, as `JSON.parse` keeps it; `nil` ("undefined") where there is none.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
}
