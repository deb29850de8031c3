/// Where a pool connects to, and the limits it keeps.
public struct PostgresConfiguration: Sendable {
    /// A URL as libpq reads it: `postgres://user:password@host:port/database?sslmode=verify-full`, or with
    /// `?host=/folder` for a unix socket. What the URL leaves out comes from libpq's environment (`PGUSER` …).
    public var url: String
    /// How many connections the pool holds at most; further callers wait in the order of their arrival.
    public var maximumConnections: Int
    /// How long one connection may take to be established, and how long a caller waits for one to become free.
    /// A name lookup is bounded by the system's resolver.
    public var connectTimeout: Duration
    /// How long the server lets one statement run; `nil` leaves the server's own setting.
    public var statementTimeout: Duration?
    /// What the server shows in `pg_stat_activity`, unless the URL names another.
    public var applicationName: String

    /// - Parameters:
    ///   - url: `postgres://` or `postgresql://`; it is checked when a pool is made of it.
    ///   - maximumConnections: at least 1.
    ///   - connectTimeout: the bound on connecting, and on waiting for a free connection.
    ///   - statementTimeout: the server's bound on one statement, rounded up to milliseconds.
    ///   - applicationName: the name shown by the server.
    public init(
        url: String,
        maximumConnections: Int = 8,
        connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration? = nil,
        applicationName: String = "parallax"
    ) {
        self.url = url
        self.maximumConnections = maximumConnections
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.applicationName = applicationName
    }
}
