/// How the other end of a TLS connection is recognised. By default as strictly as can be: by the name in the URL and the
/// system's certificate authorities.
public struct UpstreamTLS: Sendable, Equatable {
    /// A PEM file with the certificate authorities that are trusted in place of the system's.
    public var trustRoots: String?
    /// The name that is asked for (SNI) and looked for in the certificate, in place of the URL's host.
    public var serverName: String?
    /// Whether the certificate is looked at, at all.
    public var verifies: Bool

    public init(trustRoots: String? = nil, serverName: String? = nil, verifies: Bool = true) {
        self.trustRoots = trustRoots
        self.serverName = serverName
        self.verifies = verifies
    }
}
