public import Traffic

/// What was counted in one scope of evidence.
public struct ScopeEvidence: Sendable, Hashable {
    public var scope: EvidenceScope
    public var evidence: RouteEvidence
    /// When the epoch began.
    public var startedAt: Timestamp
    /// Observations that were not counted any more, since the scope is full.
    public var notCounted: Int

    /// Whether the scope holds as many distinct observations as it can. It stays as it is then.
    public var isFull: Bool { notCounted > 0 }
}
