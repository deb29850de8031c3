/// What the host tells a function about a request.
public struct FunctionEvent: Sendable {
    /// The whole path, still percent-encoded.
    public var path: String
    /// The method, as received.
    public var httpMethod: String
    /// Header fields by lower-case name; repeated ones joined with ", ".
    public var headers: [String: String]
    /// Header fields by lower-case name, each value alone.
    public var multiValueHeaders: [String: [String]]
    /// Decoded query parameters; repeated ones joined with ", ".
    public var queryStringParameters: [String: String]
    /// Decoded query parameters, each value alone.
    public var multiValueQueryStringParameters: [String: [String]]
    /// The query as received, without the question mark.
    public var rawQuery: String
    /// The whole URL as received.
    public var rawURL: String
    /// The body as text or in base64; `nil` where the request has none.
    public var body: String?
    /// Whether ``body`` is in base64.
    public var isBase64Encoded: Bool
    /// The route pattern, for functions that state one.
    public var route: String?

    /// - Parameters:
    ///   - path: The whole path, still percent-encoded.
    ///   - httpMethod: The method.
    ///   - headers: Header fields; names in any case.
    ///   - rawQuery: The query without the question mark.
    ///   - host: The authority of ``rawURL``.
    ///   - body: The body as the function sees it.
    ///   - isBase64Encoded: Whether `body` is in base64.
    public init(
        path: String,
        httpMethod: String,
        headers: [HeaderField] = [],
        rawQuery: String = "",
        host: String = "localhost",
        body: String? = nil,
        isBase64Encoded: Bool = false
    ) {
        self.path = path
        self.httpMethod = httpMethod
        multiValueHeaders = Dictionary(grouping: headers) { $0.name.lowercased() }.mapValues { $0.map(\.value) }
        self.headers = multiValueHeaders.mapValues { $0.joined(separator: ", ") }
        multiValueQueryStringParameters = QueryString.parameters(rawQuery)
        queryStringParameters = multiValueQueryStringParameters.mapValues { $0.joined(separator: ", ") }
        self.rawQuery = rawQuery
        rawURL = "http://\(host)\(path)" + (rawQuery.isEmpty ? "" : "?\(rawQuery)")
        self.body = body
        self.isBase64Encoded = isBase64Encoded
    }

    /// Whether the work is to be rolled back and answered as if it had been done: `Parallax-Dry-Run: ?1`, a boolean of
    /// RFC 9651.
    public var isDryRun: Bool {
        headers["parallax-dry-run"].map { ECMAScriptText.trimmed($0) == "?1" } ?? false
    }

    /// Whether the request is a copy of another one: `Parallax-Mirror: ?1`. For logs only.
    public var isMirrored: Bool {
        headers["parallax-mirror"].map { ECMAScriptText.trimmed($0) == "?1" } ?? false
    }
}
