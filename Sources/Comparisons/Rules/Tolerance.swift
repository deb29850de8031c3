import JSONText

/// How far two numbers, or two instants, may lie apart.
public struct Tolerance: Sendable, Hashable {
    enum Extent: Sendable, Hashable {
        case absolute(ExactDecimal)
        /// A share of the larger magnitude; 1 is all of it.
        case relative(ExactDecimal)
        case duration(nanoseconds: Int64)
    }

    let extent: Extent

    /// Reads `0.01`, `1%`, or a duration such as `1s`, `250ms`, `1m30s` or `5 minutes`.
    ///
    /// - Throws: ``RuleError`` where the text is none of them.
    public init(parsing text: String) throws(RuleError) {
        let isPercentage = text.hasSuffix("%")
        let number = isPercentage ? String(text.dropLast()) : text
        if let value = ExactDecimal(number), !value.isNegative {
            extent = isPercentage ? .relative(value.scaled(byPowerOfTen: -2)) : .absolute(value)
        } else if let nanoseconds = Self.duration(text) {
            extent = .duration(nanoseconds: nanoseconds)
        } else {
            throw RuleError(
                "'\(text)' is no tolerance: write a number, a percentage such as 1%, or a duration such as 1s")
        }
    }

    /// Whether two JSON numbers lie close enough. Exact; numbers too large for exact arithmetic never do.
    func allows(_ legacy: String, _ candidate: String) -> Bool {
        guard let left = ExactDecimal(legacy), let right = ExactDecimal(candidate) else { return false }
        let distance = ExactDecimal.distance(left, right)
        switch extent {
        case .absolute(let limit):
            return distance.isMagnitude(atMost: limit)
        case .relative(let share):
            let larger = left.isMagnitude(atMost: right) ? right : left
            return distance.isMagnitude(atMost: share * larger.magnitude)
        case .duration:
            return false
        }
    }

    /// Whether two instants lie close enough.
    func allows(_ legacy: Instant, _ candidate: Instant) -> Bool {
        guard case .duration(let nanoseconds) = extent else { return false }
        return legacy.isWithin(nanoseconds: nanoseconds, of: candidate)
    }

    private static let units: [(names: Set<String>, nanoseconds: Int64)] = [
        (["ms", "millisecond", "milliseconds"], 1_000_000),
        (["s", "second", "seconds"], 1_000_000_000),
        (["m", "minute", "minutes"], 60_000_000_000),
        (["h", "hour", "hours"], 3_600_000_000_000),
        (["d", "day", "days"], 86_400_000_000_000),
    ]

    private static func duration(_ text: String) -> Int64? {
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count).drop { $0 == " " }
            guard let count = Int64(digits), let unit = units.first(where: { $0.names.contains(String(name)) }) else {
                return nil
            }
            let (part, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
            let (sum, sumOverflow) = total.addingReportingOverflow(part)
            guard !overflow, !sumOverflow else { return nil }
            total = sum
        }
        return total
    }
}
