public import Traffic

extension EValue {
    /// The limits that so much evidence leaves undecided, found from the side of this limit so that they agree with the
    /// verdict at it: the upper end is not above the limit exactly where the evidence passes, and the lower end not below it
    /// exactly where it fails.
    ///
    /// An always-valid interval: with a chance of at least 1 − 2α it holds the true rate at every look (with thresholds of
    /// 1/α). By inversion of the test (Ville's inequality, as for ``EValue``).
    ///
    /// - Parameters:
    ///   - passThreshold: What `log E_pass` must reach.
    ///   - failThreshold: What `log E_fail` must reach.
    public func interval(
        bad: Int,
        observations: Int,
        passThreshold: Double,
        failThreshold: Double
    ) -> RateInterval {
        func passes(_ limit: Double) -> Bool {
            (EValue(limit: limit)?.logPass(bad: bad, observations: observations) ?? 0) >= passThreshold
        }
        func fails(_ limit: Double) -> Bool {
            (EValue(limit: limit)?.logFail(bad: bad, observations: observations) ?? 0) >= failThreshold
        }
        let upper =
            passes(limit)
            ? Self.boundary(from: 0, to: limit) { passes($0) }
            : passes(Self.highest) ? Self.boundary(from: limit, to: Self.highest) { passes($0) } : 1
        let lower =
            fails(limit)
            ? Self.boundary(from: 1, to: limit) { fails($0) }
            : fails(Self.lowest) ? Self.boundary(from: limit, to: Self.lowest) { fails($0) } : 0
        return RateInterval(lower: lower, upper: upper)
    }

    private static let lowest = 1e-9
    private static let highest = 1 - 1e-9

    /// The end of what is decided, itself decided.
    ///
    /// - Parameters:
    ///   - undecided: A limit at which the evidence does not decide.
    ///   - decided: One at which it does.
    private static func boundary(from undecided: Double, to decided: Double, _ decides: (Double) -> Bool) -> Double {
        var (undecided, decided) = (undecided, decided)
        // To a ten thousandth of itself: nobody reads more of it.
        while abs(decided - undecided) > 1e-4 * min(decided, 1 - decided) + 1e-12 {
            let middle = (undecided + decided) / 2
            if decides(middle) { decided = middle } else { undecided = middle }
        }
        return decided
    }
}
