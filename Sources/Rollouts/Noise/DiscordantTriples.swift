import Foundation
public import Traffic

/// Always-valid evidence that the candidate differs from legacy more often than legacy differs from itself.
///
/// A triple is one request answered by legacy, by legacy again (the control), and by the candidate. Where the candidate is no
/// worse than legacy, control and candidate can change places: of the `m` triples in which exactly one of the two differs
/// from legacy, the candidate's `k` are a fair coin's. Against that stands a share θ > ½, uniform over (½, 1):
///
/// `E = ∫ 2·(2θ)^k·(2(1−θ))^(m−k) dθ = 2^(m+1)·B(k+1, m−k+1)·(1 − I_½(k+1, m−k+1))`
///
/// It is a test martingale under θ ≤ ½, so that by Ville's inequality it ever reaches `1/α` with a chance of at most α,
/// however often it is looked at. (The mixture is Ville's and Robbins'; A. Ramdas et al., "Game-theoretic statistics and
/// safe anytime-valid inference", 2023.)
public struct DiscordantTriples: Sendable, Hashable {
    /// Triples in which exactly one of control and candidate differs: `m`.
    public let discordant: Int
    /// Those in which it is the candidate: `k`.
    public let candidateOnly: Int

    /// - Parameter candidateOnly: Taken to be within 0 … `discordant`.
    public init(discordant: Int, candidateOnly: Int) {
        self.discordant = max(0, discordant)
        self.candidateOnly = min(max(0, candidateOnly), self.discordant)
    }

    /// What was counted at one place.
    public init(_ counts: NoiseCounts) {
        self.init(discordant: counts.discordant, candidateOnly: counts.candidateOnly)
    }

    /// `log E`, natural. A double holds any that can occur: with `m` all of them the candidate's it is about `m·log 2`.
    public var logEvidence: Double {
        let controlOnly = discordant - candidateOnly
        // (1 − I_½(k+1, m−k+1))·B = B_½(m−k+1, k+1), which comes divided by ½^(m+2).
        return IncompleteBeta.logScaled(
            x: 0.5, y: 0.5, alpha: Double(controlOnly + 1), beta: Double(candidateOnly + 1)) - log(2)
    }
}
