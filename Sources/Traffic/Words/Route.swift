/// A matcher for requests, with the policies that hold for them.
///
/// A value that is kept by reference until it is changed: every exchange carries its route.
public struct Route: Sendable {
    /// Never changed once it is shared.
    private final class Storage: Sendable {
        let values: Values
        init(_ values: Values) { self.values = values }
    }

    private struct Values: Sendable, Hashable {
        var name: String
        var path: PathPattern
        var methods: Set<String>
        var operation: Operation?
        var isMirrored: Bool
        var writes: WritePolicy
        var userKeys: [Location]
    }

    private var storage: Storage

    private var values: Values {
        get { storage.values }
        set { storage = Storage(newValue) }
    }

    /// Unique in a configuration; the key of counters, discrepancies and evidence.
    public var name: String {
        get { values.name }
        set { values.name = newValue }
    }

    public var path: PathPattern {
        get { values.path }
        set { values.path = newValue }
    }

    /// Upper-case method names; empty stands for any method.
    public var methods: Set<String> {
        get { values.methods }
        set { values.methods = newValue }
    }

    /// What the requests of this route do; `nil` derives it from the method (safe methods read, RFC 9110 §9.2.1).
    public var operation: Operation? {
        get { values.operation }
        set { values.operation = newValue }
    }

    /// Whether requests are copied to the other side at all.
    public var isMirrored: Bool {
        get { values.isMirrored }
        set { values.isMirrored = newValue }
    }

    public var writes: WritePolicy {
        get { values.writes }
        set { values.writes = newValue }
    }

    /// Request locations that identify the user; the first one that a request carries is the bucket key.
    public var userKeys: [Location] {
        get { values.userKeys }
        set { values.userKeys = newValue }
    }

    public init(
        name: String,
        path: PathPattern,
        methods: Set<String> = [],
        operation: Operation? = nil,
        isMirrored: Bool = true,
        writes: WritePolicy = .never,
        userKeys: [Location] = []
    ) {
        storage = Storage(
            Values(
                name: name, path: path, methods: methods, operation: operation, isMirrored: isMirrored, writes: writes,
                userKeys: userKeys)
        )
    }

    /// The name under which requests are counted that no route matches.
    public static let unmatchedName = "(unmatched)"

    /// The route of a request that no configured route matches: forwarded to legacy, never mirrored.
    public static let unmatched = Route(name: unmatchedName, path: .anything, isMirrored: false)

    /// The operation of a request of this route.
    ///
    /// - Parameter isSafe: Whether the request's method is safe.
    public func operation(isSafe: Bool) -> Operation { operation ?? (isSafe ? .read : .write) }

    /// The same, for a method by its name (RFC 9110 §9.2.1).
    public func operation(ofMethod method: String) -> Operation {
        operation(isSafe: ["GET", "HEAD", "OPTIONS", "TRACE"].contains(method))
    }
}

extension Route: Hashable {
    public static func == (left: Route, right: Route) -> Bool {
        left.storage === right.storage || left.values == right.values
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
