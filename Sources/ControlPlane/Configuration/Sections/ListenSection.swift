/// Where a listener waits for connections.
public enum ListenSection: Sendable, Hashable, CustomStringConvertible {
    /// A name, an IPv4 address or an IPv6 address without brackets, and a port; port 0 lets the system choose.
    case tcp(host: String, port: Int)
    /// A socket file.
    case unix(path: String)

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

extension ConfigurationField {
    /// What the address of a socket file may hold on every system.
    private static let maximumSocketPath = 103

    /// `host:port`, `[::1]:port`, or `unix:/path` with the path relative to a folder.
    func listenAddress(folder: String) -> ListenSection? {
        let what = "an address such as 127.0.0.1:8080 or unix:/run/parallax.sock"
        guard let text = text(what) else { return nil }
        if text.hasPrefix("unix:") {
            let path = ConfigurationFile.resolve(String(text.dropFirst(5)), in: folder)
            guard text.count > 5 else { return expected(what) }
            guard path.utf8.count <= Self.maximumSocketPath else {
                return fail(
                    "the path of a socket has \(Self.maximumSocketPath) bytes at most, this one \(path.utf8.count)")
            }
            return .unix(path: path)
        }
        guard !text.contains("://") else { return expected(what, suggestion: "without a scheme") }
        guard let authority = Authority(parsing: text), let port = authority.port else {
            let isPort = Int(text).map { (1...65_535).contains($0) } == true
            let isOnlyPort = text.hasPrefix(":") && Int(text.dropFirst()) != nil
            let suggestion = isPort ? "127.0.0.1:\(text)" : isOnlyPort ? "127.0.0.1\(text)" : nil
            return expected(what, suggestion: suggestion.map { "did you mean '\($0)'?" })
        }
        return .tcp(host: authority.host, port: port)
    }
}

/// A host with or without a port.
struct Authority {
    /// Without brackets.
    let host: String
    let port: Int?

    /// Reads `host`, `host:port` or `[IPv6]:port`; `nil` where a text is none of these.
    init?(parsing text: some StringProtocol) {
        var host = Substring(text)
        var port: Substring?
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let rest = host[host.index(after: end)...]
            host = host[host.index(after: host.startIndex)..<end]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.".contains($0) }),
                rest.isEmpty || rest.hasPrefix(":")
            else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            if let colon = host.firstIndex(of: ":") {
                port = host[host.index(after: colon)...]
                host = host[..<colon]
            }
            guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }) else {
                return nil
            }
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        guard let port else {
            self.port = nil
            return
        }
        guard !port.isEmpty, port.utf8.count <= 5, port.allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(port),
            number <= 65_535
        else { return nil }
        self.port = number
    }
}
