import Foundation

/// Always-valid evidence on a rate against a limit: it may be looked at after every observation.
///
/// For a limit p₀ with k bad in n, and the prior Beta(a, b) with a = ½ and mean p₀, cut off at the limit:
/// `E_pass = B(a+k, b+n−k)·I_p0(a+k, b+n−k) / (B(a,b)·I_p0(a,b)·p0^k·(1−p0)^(n−k))`, and `E_fail` the same with `I`
/// replaced by `1−I`. Each is a test martingale where the true rate is on the other side of the limit, so that by Ville's
/// inequality it ever reaches `1/α` with a chance of at most α (A. Ramdas et al., "Game-theoretic statistics and safe
/// anytime-valid inference", 2023). Everything is in natural logarithms, of which a double holds any that can occur.
public struct EValue: Sendable, Hashable {
    /// The limit p₀, in (0, 1).
    public let limit: Double

    private let alpha = 0.5
    private let beta: Double
    private let priorBelow: Double
    private let priorAbove: Double

    /// Evidence against a limit; `nil` for one outside (0, 1), about which nothing can be learned, and for one that is too
    /// close to 0 or 1 to be computed with.
    public init?(limit: Double) {
        guard limit > 0, limit < 1 else { return nil }
        self.limit = limit
        beta = alpha * (1 - limit) / limit
        priorBelow = IncompleteBeta.logScaled(x: limit, y: 1 - limit, alpha: alpha, beta: beta)
        priorAbove = IncompleteBeta.logScaled(x: 1 - limit, y: limit, alpha: beta, beta: alpha)
        guard priorBelow.isFinite, priorAbove.isFinite else { return nil }
    }

    /// `log E_pass`: evidence that the rate is below the limit.
    public func logPass(bad: Int, observations: Int) -> Double {
        let (bads, goods) = (alpha + Double(bad), beta + Double(observations - bad))
        return IncompleteBeta.logScaled(x: limit, y: 1 - limit, alpha: bads, beta: goods) - priorBelow
    }

    /// `log E_fail`: evidence that the rate is above the limit.
    public func logFail(bad: Int, observations: Int) -> Double {
        let (bads, goods) = (alpha + Double(bad), beta + Double(observations - bad))
        return IncompleteBeta.logScaled(x: 1 - limit, y: limit, alpha: goods, beta: bads) - priorAbove
    }

    /// The smallest number of observations, `atLeast` or more, at which so many bad ones pass.
    ///
    /// With the number of bad ones fixed, every good observation raises `E_pass`; so the search doubles and halves.
    ///
    /// - Parameters:
    ///   - threshold: What `log E_pass` must reach.
    /// - Returns: `nil` where ``largestSearched`` observations would not do.
    public func passingObservations(bad: Int, atLeast start: Int = 0, threshold: Double) -> Int? {
        var failing = max(start, bad) - 1
        var step = 1
        while logPass(bad: bad, observations: failing + step) < threshold {
            failing += step
            step *= 2
            guard failing + step <= Self.largestSearched else { return nil }
        }
        var passing = failing + step
        while passing - failing > 1 {
            let middle = failing + (passing - failing) / 2
            if logPass(bad: bad, observations: middle) < threshold { failing = middle } else { passing = middle }
        }
        return passing
    }

    /// The largest number of observations up to which so many bad ones fail; `nil` where they never do.
    ///
    /// With the number of bad ones fixed, every good observation lowers `E_fail`.
    ///
    /// - Parameters:
    ///   - threshold: What `log E_fail` must reach.
    public func failingObservations(bad: Int, threshold: Double) -> Int? {
        guard logFail(bad: bad, observations: bad) >= threshold else { return nil }
        var failing = bad
        var step = 1
        while failing + step <= Self.largestSearched, logFail(bad: bad, observations: failing + step) >= threshold {
            failing += step
            step *= 2
        }
        var holding = failing + step
        while holding - failing > 1 {
            let middle = failing + (holding - failing) / 2
            if logFail(bad: bad, observations: middle) >= threshold { failing = middle } else { holding = middle }
        }
        return failing
    }

    /// Where the searches give up: evidence of this size is never gathered.
    public static let largestSearched = 1_000_000_000_000
}
