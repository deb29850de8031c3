import Foundation

/// The incomplete beta function in logarithms, scaled so that nothing under- or overflows.
///
/// `B_x(α, β) = ∫₀ˣ t^(α−1)·(1−t)^(β−1) dt` is returned as `log(B_x(α, β) / (x^α·y^β))` with `y = 1−x`. The quotient of
/// two such integrals under a likelihood `x^k·y^(n−k)` is then a plain difference, in which the large powers never occur.
enum IncompleteBeta {
    /// `log(B_x(α, β) / (x^α·y^β))`, or NaN where the continued fraction does not converge within its bound.
    ///
    /// - Parameters:
    ///   - x: In (0, 1).
    ///   - y: `1 − x`, given apart because one of the two may be too small to be had by subtraction.
    static func logScaled(x: Double, y: Double, alpha: Double, beta: Double) -> Double {
        if x <= (alpha + 1) / (alpha + beta + 2) {
            return log(continuedFraction(x: x, alpha: alpha, beta: beta) / alpha)
        }
        let whole = logScaledBeta(x: x, y: y, alpha: alpha, beta: beta)
        let complement = log(continuedFraction(x: y, alpha: beta, beta: alpha) / beta)
        return whole + log1p(-exp(complement - whole))
    }

    /// `B_x(α, β)·α / (x^α·y^β)` by the modified Lentz method (DLMF 8.17.22; Press et al., Numerical Recipes, §6.4).
    ///
    /// Right of the mean it converges slowly, left of it within about `√max(α, β)` steps.
    private static func continuedFraction(x: Double, alpha: Double, beta: Double) -> Double {
        let tiny = 1e-300
        func nonZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var numerator = 1.0
        var denominator = 1 / nonZero(1 - (alpha + beta) * x / (alpha + 1))
        var result = denominator
        for step in 1...4_000_000 {
            let m = Double(step)
            let even = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
            denominator = 1 / nonZero(1 + even * denominator)
            numerator = nonZero(1 + even / numerator)
            result *= denominator * numerator
            let odd = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
            denominator = 1 / nonZero(1 + odd * denominator)
            numerator = nonZero(1 + odd / numerator)
            let change = denominator * numerator
            result *= change
            if abs(change - 1) < 1e-15 { return result }
        }
        return .nan
    }

    /// `log(B(α, β) / (x^α·y^β))`.
    private static func logScaledBeta(x: Double, y: Double, alpha: Double, beta: Double) -> Double {
        alpha <= beta
            ? logScaledBetaOrdered(small: alpha, smallBase: x, large: beta, largeBase: y)
            : logScaledBetaOrdered(small: beta, smallBase: y, large: alpha, largeBase: x)
    }

    /// Stirling's formula with its terms paired, so that numbers of the size `n·log n` do not cancel.
    private static func logScaledBetaOrdered(
        small: Double,
        smallBase: Double,
        large: Double,
        largeBase: Double
    ) -> Double {
        let sum = small + large
        let logLargeBase = smallBase < 0.5 ? log1p(-smallBase) : log(largeBase)
        guard large >= stirlingFrom else {
            return logGamma(small) + logGamma(large) - logGamma(sum) - small * log(smallBase) - large * logLargeBase
        }
        guard small >= stirlingFrom else {
            let quotient =
                small - small * log(large) - (sum - 0.5) * log1p(small / large) + stirlingCorrection(large)
                - stirlingCorrection(sum)
            return logGamma(small) + quotient - small * log(smallBase) - large * logLargeBase
        }
        let excess = small * largeBase - large * smallBase
        return small * log1p(excess / (sum * smallBase)) + large * log1p(-excess / (sum * largeBase))
            + 0.5 * (log(2 * .pi) - log(small) + log1p(small / large))
            + stirlingCorrection(small) + stirlingCorrection(large) - stirlingCorrection(sum)
    }

    /// From here on the asymptotic series is exact to a double's precision.
    private static let stirlingFrom = 10.0

    /// `log Γ(z)` for `z > 0`.
    static func logGamma(_ z: Double) -> Double {
        var shifted = z
        var product = 1.0
        while shifted < stirlingFrom {
            product *= shifted
            shifted += 1
        }
        return (shifted - 0.5) * log(shifted) - shifted + 0.5 * log(2 * .pi) + stirlingCorrection(shifted)
            - log(product)
    }

    /// `log Γ(z) − (z − ½)·log z + z − ½·log 2π` for `z ≥ 10` (DLMF 5.11.1).
    private static func stirlingCorrection(_ z: Double) -> Double {
        let square = 1 / (z * z)
        let tail = 1.0 / 1_680 - square * (1.0 / 1_188 - square * (691.0 / 360_360 - square / 156))
        return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1_260 - square * tail))) / z
    }
}
