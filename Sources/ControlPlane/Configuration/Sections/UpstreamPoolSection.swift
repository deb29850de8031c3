/// How many connections to a side there are, in the whole process, and for how long.
public struct UpstreamPoolSection: Sendable, Hashable {
    /// Connections to each address; `nil` for as many as there are requests.
    public var maxConnections: Int?
    /// Requests that wait for a connection, where their number is limited; more are refused.
    public var maxWaiting = 1_024
    /// Connections that are kept without a request.
    public var maxIdle = 1_024
    /// How long one is kept without a request.
    public var idleTimeout = Duration.seconds(4)
    /// How old a connection may become; `nil` for any age.
    public var maxAge: Duration? = .seconds(3_600)
    /// Requests that one connection carries; `nil` for any number.
    public var maxRequests: Int?

    public init() {}

    static func read(_ field: ConfigurationField) -> UpstreamPoolSection? {
        field.mapping { reader in
            var pool = UpstreamPoolSection()
            reader.read("maxConnections", into: &pool.maxConnections) {
                $0.orWord("unlimited") { $0.integer(1...1_000_000) }
            }
            reader.read("maxWaiting", into: &pool.maxWaiting) { $0.integer(0...1_000_000) }
            reader.read("maxIdle", into: &pool.maxIdle) { $0.integer(0...1_000_000) }
            reader.read("idleTimeout", into: &pool.idleTimeout) { $0.duration() }
            reader.read("maxAge", into: &pool.maxAge) { $0.orWord("unlimited") { $0.duration() } }
            reader.read("maxRequests", into: &pool.maxRequests) {
                $0.orWord("unlimited") { $0.integer(1...1_000_000_000) }
            }
            return pool
        }
    }
}
