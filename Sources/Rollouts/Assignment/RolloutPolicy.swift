/// What one rollout says at this moment: its configuration with the percentage that is in force.
public struct RolloutPolicy: Sendable, Hashable {
    /// Which kinds of operations the candidate may serve.
    public struct Operations: Sendable, Hashable {
        public var read: Bool
        public var write: Bool

        public init(read: Bool = true, write: Bool = false) {
            self.read = read
            self.write = write
        }
    }

    public var feature: String
    /// The names of the routes it covers.
    public var routes: [String]
    public var isEnabled: Bool
    /// The share of users that the candidate serves, 0 … 100, to three decimals.
    public var percentage: Double
    /// Users that the candidate serves at any percentage; compared with every key value that a request carries.
    public var userWhitelist: Set<String>
    public var operations: Operations
    /// Part of the bucket's hash. Another salt draws other users.
    public var salt: String
    /// Whether a user stays on a side; else the side is drawn anew for each request.
    public var isSticky: Bool
    /// Nobody is served by the candidate, the whitelist included; mirroring goes on.
    public var isRolledBack: Bool

    public init(
        feature: String,
        routes: [String],
        isEnabled: Bool = true,
        percentage: Double = 0,
        userWhitelist: Set<String> = [],
        operations: Operations = Operations(),
        salt: String = "",
        isSticky: Bool = true,
        isRolledBack: Bool = false
    ) {
        self.feature = feature
        self.routes = routes
        self.isEnabled = isEnabled
        self.percentage = percentage
        self.userWhitelist = userWhitelist
        self.operations = operations
        self.salt = salt
        self.isSticky = isSticky
        self.isRolledBack = isRolledBack
    }
}
