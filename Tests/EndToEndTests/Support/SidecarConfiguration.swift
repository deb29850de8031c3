/// A configuration as text, with what the tests vary.
struct SidecarConfiguration {
    var legacy: String
    var candidate: String
    /// Relative to the configuration's folder.
    var ledger = "sqlite:ledger.sqlite"
    var adminPort = 0
    /// One per core where it is not said.
    var threads: Int?
    var drainTimeout = "10s"
    /// The defaults where they are not said.
    var limits: String?
    var legacyTimeout = "10s"
    var candidateTimeout = "10s"
    /// Further keys of a side, such as `pool: { maxIdle: 1 }`.
    var legacyKeys: [String] = []
    var candidateKeys: [String] = []
    var mirror = "{ percentage: 100, maxInFlight: 256, maxBodyBytes: 1MiB, timeout: 10s }"
    var noise = "{ percentage: 0 }"
    var fallback = "legacy"
    /// The default where it is not said.
    var breaker: String?
    var routes = Self.functionRoutes
    /// In percent.
    var rolloutPercentage = 0
    var userWhitelist: [String] = []
    var promotesWrites = false
    var rolloutRoutes = ["customer-context"]
    var gate: String?
    /// Further keys of the rollout, such as `promotion: automatic`.
    var rolloutKeys: [String] = []
    /// Tokens of the admin API by role; each is its role's own name, twice.
    var tokens: [String] = []
    /// Further sections.
    var more = ""
    var candidateVersion = "test"

    /// The routes of the reference functions.
    static let functionRoutes = """
        routes:
          - name: customer-context
            path: /.netlify/functions/customer-context/{customerName}
            operation: read
            user: [/request/query/user_id]
            rules:
              - { at: /body/contextMetadata/processingTime, ignore: true, reason: the function's own clock }
              - { at: /body/processingTime, ignore: true, reason: the function's own clock }
              - { at: /headers/x-processing-time, ignore: true, reason: the function's own clock }
          - name: customer-update
            path: /.netlify/functions/customer-update
            operation: write
            writes: isolated
            user: [/request/body/userId]
            rules:
              - { at: /body/processingTime, ignore: true, reason: the function's own clock }
          - name: customer-context-without-name
            path: /.netlify/functions/customer-context/**
            operation: read
            rules:
              - { at: /body/processingTime, ignore: true, reason: the function's own clock }
        """

    /// One route for everything, read by any method.
    static let oneRoute = """
        routes:
          - name: everything
            path: /**
            operation: read
            user: [/request/query/user]
        """

    private static func token(_ role: String) -> String { "{ name: the-\(role), role: \(role), file: \(role).token }" }

    private static func more(_ keys: [String]) -> String { keys.map { ", \($0)" }.joined() }

    var text: String {
        """
        listen: 127.0.0.1:0
        drainTimeout: \(drainTimeout)
        \(threads.map { "threads: \($0)" } ?? "")
        \(limits.map { "limits: \($0)" } ?? "")
        upstreams:
          legacy: { url: "\(legacy)", timeout: \(legacyTimeout)\(Self.more(legacyKeys)) }
          candidate: { url: "\(candidate)", timeout: \(candidateTimeout), version: "\(candidateVersion)"\(Self.more(candidateKeys)) }
        mirror: \(mirror)
        noise: \(noise)
        fallback: \(fallback)
        \(breaker.map { "breaker: \($0)" } ?? "")
        ledger: { url: "\(ledger)" }
        admin: { listen: 127.0.0.1:\(adminPort), tokens: [\(tokens.map(Self.token).joined(separator: ", "))] }
        redact:
          - /request/headers/authorization
          - /request/headers/cookie
          - /request/path/customerName
          - /body/**/email
          - /body/**/phone
          - /body/**/address
          - /body/**/name
          - /body/**/customerName
        \(routes)
        rollouts:
          - feature: useNewCustomerRepository
            routes: [\(rolloutRoutes.joined(separator: ", "))]
            enabled: true
            rolloutPercentage: \(rolloutPercentage)
            userWhitelist: [\(userWhitelist.map { "\"\($0)\"" }.joined(separator: ", "))]
            operations: { read: true, write: \(promotesWrites) }
        \(gate.map { "    gate: \($0)" } ?? "")
        \(rolloutKeys.map { "    \($0)" }.joined(separator: "\n"))
        \(more)

        """
    }
}
