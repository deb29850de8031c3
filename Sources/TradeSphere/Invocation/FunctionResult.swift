/// What a function gives back to its host.
public struct FunctionResult: Sendable {
    /// The status.
    public var statusCode: Int
    /// The header fields, in the order in which the function set them.
    public var headers: [HeaderField]
    /// Fields with several values; they replace those of the same name in ``headers``.
    public var multiValueHeaders: [(name: String, values: [String])]
    /// The body, as text or in base64.
    public var body: String
    /// Whether ``body`` is in base64.
    public var isBase64Encoded: Bool

    /// - Parameters:
    ///   - statusCode: The status.
    ///   - headers: The header fields.
    ///   - body: The body.
    public init(statusCode: Int, headers: [HeaderField] = [], body: String = "") {
        self.statusCode = statusCode
        self.headers = headers
        multiValueHeaders = []
        self.body = body
        isBase64Encoded = false
    }
}
