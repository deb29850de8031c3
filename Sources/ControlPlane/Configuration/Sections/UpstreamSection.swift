/// One of the two sides.
public struct UpstreamSection: Sendable, Hashable {
    /// What the `Host` field says to the upstream.
    public enum HostPolicy: String, Sendable, CaseIterable {
        /// What the client said.
        case preserve
        /// The authority of the upstream's URL.
        case upstream
    }

    public var url: UpstreamURL
    /// For the whole of an answer, from the request's start.
    public var timeout = Duration.seconds(30)
    public var host = HostPolicy.preserve
    /// Part of the fingerprint: another version's evidence is other evidence.
    public var version: String?
    /// Fields set in every request to this side, in order.
    public var setHeaders: [Header] = []
    /// Names of fields removed from every request to this side, in lower case.
    public var removedHeaders: [String] = []

    public init(url: UpstreamURL) { self.url = url }

    /// One header field.
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The fields that belong to the connection or to the framing, which nobody may set or remove.
    private static let reserved: Set<String> = [
        "connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade", "parallax-mirror", "parallax-dry-run",
    ]

    static func read(_ field: ConfigurationField) -> UpstreamSection? {
        field.mapping { reader in
            let url = reader.require("url") { $0.upstreamURL() }
            var upstream = UpstreamSection(url: url ?? UpstreamURL(scheme: .http, host: "", port: 80))
            reader.read("timeout", into: &upstream.timeout) { $0.duration() }
            reader.read("host", into: &upstream.host) { $0.choice() }
            upstream.version = reader.optional("version") { $0.name("a version") }
            _ = reader.optional("headers") { headers in
                headers.mapping { reader -> Void? in
                    upstream.setHeaders = reader.optional("set", readSetHeaders) ?? []
                    upstream.removedHeaders = reader.list("remove") { $0.headerName(reserved: reserved) }
                    return ()
                }
            }
            return url == nil ? nil : upstream
        }
    }

    private static func readSetHeaders(_ field: ConfigurationField) -> [Header]? {
        field.mapping { reader in
            reader.allFields().compactMap { key, value in
                guard let name = key.headerName(reserved: reserved, keepsCase: true), let text = value.text() else {
                    return nil
                }
                guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) else {
                    return value.fail("a header's value has no control characters")
                }
                return Header(name: name, value: text)
            }
        }
    }
}

extension ConfigurationField {
    private static let tokenSymbols = Set("!#$%&'*+-.^_`|~")

    /// The name of a header field (RFC 9110 §5.1) that may be changed; in lower case unless it keeps its case.
    fileprivate func headerName(reserved: Set<String>, keepsCase: Bool = false) -> String? {
        guard let text = text("the name of a header field") else { return nil }
        let isToken = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || Self.tokenSymbols.contains($0) }
        guard !text.isEmpty, isToken else { return expected("the name of a header field") }
        guard !reserved.contains(text.lowercased()) else {
            return fail("'\(text)' cannot be changed: the proxy sets it")
        }
        return keepsCase ? text : text.lowercased()
    }
}
