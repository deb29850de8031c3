public import Traffic

/// What a gate says of its evidence, and on what grounds.
public struct GateJudgement: Sendable, Equatable {
    public var verdict: GateVerdict
    /// What a pass lacks, one sentence each; empty unless the verdict is inconclusive or error.
    public var missing: [String]
    /// Every route × criterion pair.
    public var criteria: [CriterionRecord]
    /// The probes that must hold.
    public var probes: [ProbeRecord]

    public init(
        verdict: GateVerdict, missing: [String], criteria: [CriterionRecord], probes: [ProbeRecord] = []
    ) {
        self.verdict = verdict
        self.missing = missing
        self.criteria = criteria
        self.probes = probes
    }
}
