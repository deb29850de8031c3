import DataPlane

/// How the other end of an `https` upstream is recognised.
public struct UpstreamTLSSection: Sendable, Hashable {
    /// How much is looked at.
    public enum Verification: String, Sendable, CaseIterable {
        /// Who signed the certificate, until when it is valid, and whom it names.
        case full
        /// Nothing: anybody could answer.
        case none
    }

    /// A PEM file of the certificate authorities that are trusted in place of the system's.
    public var trustRoots: String?
    /// The name that is asked for and looked for in the certificate, in place of the URL's host.
    public var serverName: String?
    public var verify = Verification.full

    public init() {}

    /// - Parameter folder: Where relative paths start.
    static func read(_ field: ConfigurationField, folder: String) -> UpstreamTLSSection? {
        field.mapping { reader in
            var tls = UpstreamTLSSection()
            tls.trustRoots = reader.optional("trustRoots") { file in
                guard let name = file.name("the path of a file") else { return nil }
                let path = ConfigurationFile.resolve(name, in: folder)
                if let problem = UpstreamTLSError.problem(withTrustRoots: path) { return file.fail(problem) }
                return path
            }
            tls.serverName = reader.optional("serverName") { field in
                let what = "a host name such as orders.internal"
                guard let text = field.text(what) else { return nil }
                guard let authority = Authority(parsing: text), authority.port == nil else {
                    return field.expected(what)
                }
                return authority.host
            }
            reader.read("verify", into: &tls.verify) { $0.choice() }
            if tls.verify == .none, tls.trustRoots != nil {
                reader.fail("'trustRoots' is of no use where nothing is verified", suggestion: "remove 'verify: none'")
            }
            return tls
        }
    }
}
