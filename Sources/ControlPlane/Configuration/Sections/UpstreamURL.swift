/// Where a side answers: a scheme, a host, a port, and the path that stands before those of requests.
public struct UpstreamURL: Sendable, Hashable, CustomStringConvertible {
    public enum Scheme: String, Sendable, CaseIterable {
        case http, https

        /// Where no port is stated.
        public var defaultPort: Int { self == .http ? 80 : 443 }
    }

    public var scheme: Scheme
    /// A name or an address, IPv6 without brackets.
    public var host: String
    public var port: Int
    /// Begins with a slash and does not end with one; empty for none.
    public var path: String

    public init(scheme: Scheme, host: String, port: Int, path: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// Host and port as a `Host` field states them: the scheme's own port left out.
    public var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? host : "\(host):\(port)"
    }

    public var description: String { "\(scheme.rawValue)://\(authority)\(path)" }
}

extension ConfigurationField {
    /// An `http` or `https` URL without user, query and fragment.
    func upstreamURL() -> UpstreamURL? {
        let what = "a URL such as http://127.0.0.1:9001"
        guard let text = text(what) else { return nil }
        guard let separator = text.firstRange(of: "://") else {
            return expected(what, suggestion: Authority(parsing: text) != nil ? "did you mean 'http://\(text)'?" : nil)
        }
        guard let scheme = UpstreamURL.Scheme(rawValue: text[..<separator.lowerBound].lowercased()) else {
            return fail("'\(text[..<separator.lowerBound])' is no scheme of an upstream", suggestion: "http or https")
        }
        let rest = text[separator.upperBound...]
        let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let path = rest[authorityEnd...]
        // Whatever stands before '@' may be a password: it is not repeated.
        guard !rest[..<authorityEnd].contains("@") else {
            return fail("an upstream's URL has no user or password", suggestion: "remove what stands before '@'")
        }
        guard !path.contains("?") else {
            return fail("an upstream's URL has no query", suggestion: "remove '?' and after")
        }
        guard !path.contains("#") else {
            return fail("an upstream's URL has no fragment", suggestion: "remove '#' and after")
        }
        guard let authority = Authority(parsing: rest[..<authorityEnd]), authority.port != 0 else {
            return expected(what)
        }
        guard Self.isPath(path) else {
            return fail("'\(path)' is no path: percent-encode what may not stand in one")
        }
        let port = authority.port ?? scheme.defaultPort
        // A path of requests begins with a slash of its own.
        let prefix = path.hasSuffix("/") ? path.dropLast() : path
        return UpstreamURL(scheme: scheme, host: authority.host, port: port, path: String(prefix))
    }

    /// Whether a text is a path, or nothing (RFC 3986 §3.3).
    private static func isPath(_ text: Substring) -> Bool {
        var rest = text
        while let character = rest.popFirst() {
            if character == "%" {
                guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                    return false
                }
                rest = rest.dropFirst(2)
                continue
            }
            guard character.isASCII,
                character.isLetter || character.isNumber || "-._~/!$&'()*+,;=:@".contains(character)
            else { return false }
        }
        return true
    }

    /// The URL of a PostgreSQL database, kept as it is: libpq reads it.
    func databaseURL() -> String? {
        guard let text = text("a URL such as postgres://host/database") else { return nil }
        guard ["postgres://", "postgresql://"].contains(where: text.hasPrefix) else {
            // The value may hold a password: it is not repeated.
            return fail("expected a URL that begins with postgres://")
        }
        return text
    }
}
