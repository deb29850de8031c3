extension UpstreamSection {
    /// The fields that belong to the connection or to the framing, which nobody may set or remove.
    private static let reserved: Set<String> = [
        "connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade", "parallax-mirror", "parallax-dry-run",
    ]

    /// - Parameter folder: Where relative paths start.
    static func read(_ field: ConfigurationField, folder: String) -> UpstreamSection? {
        field.mapping { reader in
            let url = reader.require("url") { $0.upstreamURL() }
            var upstream = UpstreamSection(url: url ?? UpstreamURL(scheme: .http, host: "", port: 80))
            upstream.readAddresses(reader)
            upstream.readTimeouts(reader)
            reader.read("pool", into: &upstream.pool) { UpstreamPoolSection.read($0) }
            if let field = reader.field("tls"), let tls = UpstreamTLSSection.read(field, folder: folder) {
                upstream.tls = tls
                if url?.scheme == .http {
                    field.fail(
                        "an http URL is not spoken to by TLS", suggestion: "write https:// in 'url', or remove it")
                }
            }
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

    private mutating func readAddresses(_ reader: ConfigurationReader) {
        let defaultPort = url.port
        var known: Set<UpstreamAddress> = []
        addresses = reader.list("addresses") { item in
            guard let address = item.upstreamAddress(defaultPort: defaultPort) else { return nil }
            guard known.insert(address).inserted else { return item.fail("'\(address)' is listed twice") }
            return address
        }
        reader.read("resolveEvery", into: &resolveEvery) { $0.duration(.seconds(1) ... .seconds(86_400)) }
        reader.read("ejectAfter", into: &ejectAfter) { $0.orWord("never") { $0.integer(1...1_000) } }
    }

    private mutating func readTimeouts(_ reader: ConfigurationReader) {
        reader.read("timeout", into: &timeout) { $0.duration() }
        reader.read("connectTimeout", into: &connectTimeout) { $0.duration() }
        firstByteTimeout = reader.optional("firstByteTimeout") { $0.duration() }
        idleTimeout = reader.optional("idleTimeout") { $0.duration() }
        reader.read("totalTimeout", into: &totalTimeout) { $0.orWord("unlimited") { $0.duration() } }
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
        let isToken = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || Self.tokenSymbols.contains($0)) }
        guard !text.isEmpty, isToken else { return expected("the name of a header field") }
        guard !reserved.contains(text.lowercased()) else {
            return fail("'\(text)' cannot be changed: the proxy sets it")
        }
        return keepsCase ? text : text.lowercased()
    }
}
