public import Traffic

/// Says of every place at which answers differ whether it is legacy's noise or the candidate's defect.
///
/// A place is a route, a kind and a generalised location: what makes differences one discrepancy. Its state is the first of
/// these that holds:
///
/// - `regression`: ``DiscordantTriples`` call it, with the false discoveries over all places held by
///   ``EBenjaminiHochberg``: of the places called, on average at most α are not the candidate's. A place that is always noisy
///   is called too, where the candidate makes it worse.
/// - `suspect`: legacy was seen to differ from itself here or seven triples show the place (the fewest by which one place
///   alone can be called), and the evidence speaks against the candidate (E > 1), but not loudly enough for a call.
/// - `noise`: legacy was seen to differ from itself here, and nothing speaks against the candidate.
/// - `unknown`: legacy was never seen to differ from itself here, and fewer than seven triples show the place.
public struct NoiseJudge: Sendable {
    /// The fewest triples by which one place alone can be called at α = 0.05: E(7, 7) = 31.9, E(6, 6) = 18.1.
    public static let fewestTriples = 7

    /// The share of false calls that is put up with.
    public let alpha: Double

    public init(alpha: Double = 0.05) { self.alpha = alpha }

    /// - Parameter counts: Of every place that control or candidate ever showed, whether or not it is asked about: what was
    ///   looked at belongs to the price of a call. Places without a discordant triple cost nothing: given which triples are
    ///   discordant, each place's evidence has an expectation of at most 1.
    /// - Returns: The state of each place, in the same order.
    public func judge(_ counts: [NoiseCounts]) -> [DiscrepancyRecord.Noise] {
        let evidence = counts.map { $0.discordant == 0 ? 0 : DiscordantTriples($0).logEvidence }
        let tested = counts.indices.filter { counts[$0].discordant > 0 }
        let rejections = EBenjaminiHochberg.rejections(logEvidence: tested.map { evidence[$0] }, alpha: alpha)
        let called = Set(zip(tested, rejections).filter(\.1).map(\.0))
        return counts.indices.map { index in
            called.contains(index) ? .regression : uncalled(counts[index], evidence: evidence[index])
        }
    }

    private func uncalled(_ counts: NoiseCounts, evidence: Double) -> DiscrepancyRecord.Noise {
        let isKnown = counts.isSelfDiffering || counts.discordant >= Self.fewestTriples
        guard isKnown else { return .unknown }
        return evidence > 0 ? .suspect : .noise
    }
}
