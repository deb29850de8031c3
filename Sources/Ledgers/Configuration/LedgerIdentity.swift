/// Who counts, and what the counts mean: the part of a counter's key that one configuration holds constant.
public struct LedgerIdentity: Sendable, Hashable {
    /// The sidecar that counts.
    public var instance: String
    public var candidateVersion: String
    /// Of everything in the configuration that changes what evidence means.
    public var fingerprint: String
    /// The unit of evidence by route; `perDistinctRequest` where a route is not named.
    public var evidence: [String: EvidenceUnit]

    public init(
        instance: String,
        candidateVersion: String,
        fingerprint: String,
        evidence: [String: EvidenceUnit] = [:]
    ) {
        self.instance = instance
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
        self.evidence = evidence
    }
}
