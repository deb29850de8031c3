/// A matcher for requests, with the policies that hold for them.
public struct Route: Sendable, Hashable {
    /// Unique in a configuration; the key of counters, discrepancies and evidence.
    public var name: String
    public var path: PathPattern
    /// Upper-case method names; empty stands for any method.
    public var methods: Set<String>
    /// What the requests of this route do; `nil` derives it from the method (safe methods read, RFC 9110 §9.2.1).
    public var operation: Operation?
    /// Whether requests are copied to the other side at all.
    public var isMirrored: Bool
    public var writes: WritePolicy
    /// Request locations that identify the user; the first one that a request carries is the bucket key.
    public var userKeys: [Location]

    public init(
        name: String,
        path: PathPattern,
        methods: Set<String> = [],
        operation: Operation? = nil,
        isMirrored: Bool = true,
        writes: WritePolicy = .never,
        userKeys: [Location] = []
    ) {
        self.name = name
        self.path = path
        self.methods = methods
        self.operation = operation
        self.isMirrored = isMirrored
        self.writes = writes
        self.userKeys = userKeys
    }

    /// The name under which requests are counted that no route matches.
    public static let unmatchedName = "(unmatched)"

    /// The route of a request that no configured route matches: forwarded to legacy, never mirrored.
    public static let unmatched = Route(name: unmatchedName, path: .anything, isMirrored: false)

    /// The operation of a request of this route.
    public func operation(ofMethod method: some StringProtocol) -> Operation {
        if let operation { return operation }
        switch method {
        case "GET", "HEAD", "OPTIONS", "TRACE": return .read
        default: return .write
        }
    }
}
