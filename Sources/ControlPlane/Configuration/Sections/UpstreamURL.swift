/// Where a side answers: a scheme, a host and a port.
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

    public init(scheme: Scheme, host: String, port: Int) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// Host and port as a `Host` field states them: the scheme's own port left out.
    public var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? host : "\(host):\(port)"
    }

    public var description: String { "\(scheme.rawValue)://\(authority)" }
}

extension ConfigurationField {
    /// An `http` or `https` URL without user, path, query and fragment.
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
        guard path.isEmpty || path == "/" else {
            return fail("an upstream's URL has no path: requests keep their own", suggestion: "remove '\(path)'")
        }
        return UpstreamURL(scheme: scheme, host: authority.host, port: authority.port ?? scheme.defaultPort)
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
