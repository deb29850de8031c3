extension FunctionEvent {
    /// Fields by which the platform speaks to itself; a client's are not believed.
    private static let internalFields: Set<String> = [
        "x-nf-function-name", "x-nf-function-route", "x-netlify-original-pathname", "x-netlify-original-search",
    ]

    /// Puts a request into the words of a function.
    ///
    /// - Parameters:
    ///   - request: The request as it arrived.
    ///   - path: Its path, still percent-encoded.
    ///   - query: Its query without the question mark.
    ///   - identifier: The value of `x-nf-request-id`.
    init(_ request: HostedRequest, path: String, query: String, identifier: String) {
        let added = [
            HeaderField("client-ip", request.clientAddress),
            HeaderField("x-nf-client-connection-ip", request.clientAddress),
            HeaderField("x-nf-account-id", "tradesphere"),
            HeaderField("x-nf-site-id", "tradesphere"),
            HeaderField("x-nf-geo", "e30="),
            HeaderField("x-nf-request-id", identifier),
        ]
        let replaced = Self.internalFields.union(added.map(\.name))
        var fields = request.headers.filter { !replaced.contains($0.name.lowercased()) }
        fields += added
        fields.append(HeaderField("x-forwarded-for", request.clientAddress))
        let contentType = fields.first { $0.name.lowercased() == "content-type" }?.value
        let hasBody = request.method != "GET" && request.method != "HEAD"
        let isText = Self.isText(contentType)
        self.init(
            path: path,
            httpMethod: request.method,
            headers: fields,
            rawQuery: query,
            host: fields.first { $0.name.lowercased() == "host" }?.value ?? "localhost",
            body: hasBody
                ? request.body.map { isText ? String(decoding: $0, as: UTF8.self) : Base64.encoded($0) } : nil,
            isBase64Encoded: hasBody && request.body != nil && !isText
        )
    }

    /// Whether a body of this media type is handed over as text; everything else, and a body without a type, goes in
    /// base64.
    private static func isText(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let mediaType = ECMAScriptText.trimmed(String(contentType.prefix { $0 != ";" })).lowercased()
        let texts: Set<String> = [
            "application/json", "application/javascript", "application/x-www-form-urlencoded", "application/x-ndjson",
            "application/graphql", "application/csp-report", "application/xml",
        ]
        return mediaType.hasPrefix("text/") || mediaType.hasSuffix("+json") || mediaType.hasSuffix("+xml")
            || texts.contains(mediaType)
    }
}
