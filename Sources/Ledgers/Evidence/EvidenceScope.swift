/// What evidence is bound to: it counts for one route in one attempt at one stage, with one candidate and one
/// configuration, in one unit.
public struct EvidenceScope: Sendable, Hashable {
    public var route: String
    /// In percent.
    public var stage: Double
    /// Counts up each time evidence starts anew for the stage; the first is 1.
    public var epoch: Int
    public var candidateVersion: String
    public var fingerprint: String
    public var unit: EvidenceUnit

    public init(
        route: String,
        stage: Double,
        epoch: Int,
        candidateVersion: String,
        fingerprint: String,
        unit: EvidenceUnit
    ) {
        self.route = route
        self.stage = stage
        self.epoch = epoch
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
        self.unit = unit
    }

    /// The epoch of what was counted while the ledger could not be asked which one holds. Whoever writes it replaces it.
    static let unknownEpoch = 0
}
