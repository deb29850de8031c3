/// The admin API: where it listens, and who may do what.
public struct AdminSection: Sendable, Hashable {
    public var listen = ListenSection.tcp(host: "127.0.0.1", port: 9_090)
    public var tokens: [AdminToken] = []

    public init() {}

    static func read(_ field: ConfigurationField, folder: String) -> AdminSection? {
        field.mapping { reader in
            var admin = AdminSection()
            reader.read("listen", into: &admin.listen) { $0.listenAddress(folder: folder) }
            var names: Set<String> = []
            var secrets: Set<String> = []
            admin.tokens = reader.list("tokens") { item in
                guard let token = AdminToken.read(item, folder: folder) else { return nil }
                guard names.insert(token.name).inserted else {
                    return item.fail("two tokens are named '\(token.name)'")
                }
                guard secrets.insert(token.secret).inserted else {
                    return item.fail("'\(token.name)' has the same secret as another token")
                }
                return token
            }
            return admin
        }
    }
}

/// A bearer token of the admin API. Its secret is kept out of every description.
public struct AdminToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// What the bearer may do; each role may do what the ones before it may.
    public enum Role: String, Sendable, CaseIterable {
        /// Reads.
        case viewer
        /// Reads, moves rollouts, and halts everything: what takes users back must not wait for somebody with more rights.
        case promoter
        /// The same as a promoter.
        case admin
    }

    /// Who it is, in the audit trail.
    public var name: String
    public var role: Role
    /// The content of the token's file.
    public var secret: String

    public init(name: String, role: Role, secret: String) {
        self.name = name
        self.role = role
        self.secret = secret
    }

    public var description: String { "\(name) (\(role.rawValue))" }
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "role": role.rawValue]) }

    /// The content of a token's file, for who bears it.
    ///
    /// - Throws: ``ConfigurationErrors`` where there is no such file, or it is no token.
    public static func secret(at path: String) throws(ConfigurationErrors) -> String {
        switch ConfigurationFile.token(at: path) {
        case .success(let secret): return secret
        case .failure(let problem):
            throw ConfigurationErrors(problems: [ConfigurationProblem(path: path, message: problem.description)])
        }
    }

    static func read(_ field: ConfigurationField, folder: String) -> AdminToken? {
        field.mapping { reader in
            let name = reader.require("name") { $0.name() }
            let role = reader.require("role") { $0.choice(Role.self) }
            let secret = reader.require("file") { file -> String? in
                guard let path = file.name("the path of a file") else { return nil }
                switch ConfigurationFile.token(at: ConfigurationFile.resolve(path, in: folder)) {
                case .success(let token): return token
                case .failure(let problem): return file.fail(problem.description)
                }
            }
            guard let name, let role, let secret else { return nil }
            return AdminToken(name: name, role: role, secret: secret)
        }
    }
}
