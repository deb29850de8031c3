import Comparisons
public import Traffic

/// What `Config/parallax.yaml` says, read and checked, with a default for everything that it leaves out.
public struct Configuration: Sendable {
    /// What the client gets when the candidate was to serve and failed.
    public enum Fallback: String, Sendable, CaseIterable { case legacy, none }

    /// The file as it was named.
    public var path: String
    /// Where client connections come in.
    public var listen = ListenSection.tcp(host: "127.0.0.1", port: 8_080)
    /// Event loops; `nil` for one per core.
    public var threads: Int?
    /// For requests under way when the program stops.
    public var drainTimeout = Duration.seconds(30)
    public var limits = Limits()
    public var legacy: UpstreamSection
    public var candidate: UpstreamSection
    public var mirror = MirrorSection()
    /// The share of reads that also go to legacy a second time, 0 … 100.
    public var noisePercentage = 0.0
    /// Whether the file says that legacy stands in the candidate's place, to learn its noise.
    public var noiseCalibrates = false
    public var fallback = Fallback.legacy
    /// When the candidate is not asked to serve; `nil` where it always is. It needs ``fallback``.
    public var breaker: BreakerSection? = BreakerSection()
    public var ledger: LedgerSection
    /// What is replaced before anything is stored or shown.
    public var redact: [LocationPattern]
    public var admin = AdminSection()
    /// In the order in which they are tried.
    public var routes: [RouteSection] = []
    public var rollouts: [RolloutSection] = []
    public var alerts: [AlertSection] = []
    public var notify: [NotifySection] = []
    public var probes: [ProbeSection] = []
    /// Whether the environment says that nothing may go to the candidate (`USE_NEW_SERVICES=false`).
    public var isKillSwitchOn = false
    /// By when rules with an `until` have expired.
    public var asOf = Timestamp(milliseconds: 0)

    /// The smallest configuration: two upstreams.
    public init(
        path: String, legacy: UpstreamSection, candidate: UpstreamSection, redact: [LocationPattern]
    ) {
        self.path = path
        self.legacy = legacy
        self.candidate = candidate
        self.redact = redact
        let folder = ConfigurationFile.folder(of: path)
        ledger = LedgerSection(path: ConfigurationFile.resolve(LedgerSection.defaultPath, in: folder))
    }

    /// Whether every difference is legacy's own: the candidate is said to be legacy, or has its address.
    public var isCalibration: Bool {
        noiseCalibrates || (candidate.url == legacy.url && candidate.addresses == legacy.addresses)
    }

    /// When the next rule expires after ``asOf``: what is compared, and what evidence means, is another then.
    public var nextExpiry: Timestamp? {
        routes.flatMap(\.rules).compactMap(\.rule.until).filter { $0 > asOf }.min()
    }

    /// One of the two upstreams.
    public subscript(_ side: Side) -> UpstreamSection { side == .legacy ? legacy : candidate }
}
