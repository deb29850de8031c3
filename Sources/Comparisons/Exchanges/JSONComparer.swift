public import JSONText
public import Traffic

/// Compares two JSON texts under rules, without redaction: for people at a terminal who have the files anyway.
public enum JSONComparer {
    /// Which of the two texts is no JSON, and why.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        public let side: Side
        public let error: JSONError
        public var description: String { "\(side.rawValue): \(error)" }
    }

    /// Compares two texts; both are read even when their bytes are equal.
    ///
    /// - Parameter under: Where the texts stand in the rules' address space, such as `/body`.
    /// - Throws: ``Failure`` for the first text that is no JSON.
    public static func compare(
        legacy: [UInt8],
        candidate: [UInt8],
        rules: RuleSet,
        under location: Location,
        limits: ComparisonLimits = .init()
    ) throws(Failure) -> ComparisonResult {
        let left = try tape(legacy, .legacy)
        let right = try tape(candidate, .candidate)
        var comparer = TreeComparer(
            legacy: left, candidate: right, rules: rules.program,
            options: TreeComparer.Options(base: location.segments, redaction: nil, limits: limits))
        comparer.compareRoots()
        var result = ComparisonResult(isApproximate: comparer.budget.wasExceeded, steps: comparer.budget.steps)
        result.take(comparer.collector)
        result.outline = comparer.outline()
        result.reachedRules = comparer.reachedRules()
        return result
    }

    private static func tape(_ bytes: [UInt8], _ side: Side) throws(Failure) -> JSONTape {
        do throws(JSONError) {
            return try JSONTape(parsing: bytes)
        } catch {
            throw Failure(side: side, error: error)
        }
    }
}
