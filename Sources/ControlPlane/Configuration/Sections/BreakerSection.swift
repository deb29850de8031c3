import Rollouts

/// When the candidate is not asked to serve any more, and when it is asked again.
public struct BreakerSection: Sendable, Hashable {
    /// Failures in a row that open the circuit.
    public var consecutiveFailures = 5
    /// The share of failures that opens it too, in percent.
    public var failureShare = 50.0
    /// Exchanges that the share needs.
    public var minimumCount = 20
    /// How far back the share looks.
    public var window = Duration.seconds(10)
    /// How long it stays open before a single request probes the candidate.
    public var openFor = Duration.seconds(1)
    /// What that time doubles up to, as long as probes fail.
    public var maxOpenFor = Duration.seconds(30)

    public init() {}

    static func read(_ field: ConfigurationField) -> BreakerSection? {
        if let word = field.peeked, !field.isNull {
            let meansOff = ["false", "no", "none", "never", "disabled"].contains(word.lowercased())
            return field.expected("a mapping or off", suggestion: meansOff ? "write off" : nil)
        }
        return field.mapping { reader in
            var breaker = BreakerSection()
            reader.read("consecutiveFailures", into: &breaker.consecutiveFailures) { $0.integer(1...1_000) }
            reader.read("failureShare", into: &breaker.failureShare) { $0.positivePercentage() }
            reader.read("minimumCount", into: &breaker.minimumCount) { $0.integer(1...1_000_000) }
            reader.read("window", into: &breaker.window) { $0.duration(.milliseconds(100) ... .seconds(3_600)) }
            let times = Duration.milliseconds(10) ... .seconds(3_600)
            reader.read("openFor", into: &breaker.openFor) { $0.duration(times) }
            reader.read("maxOpenFor", into: &breaker.maxOpenFor) { $0.duration(times) }
            if breaker.maxOpenFor < breaker.openFor {
                let (most, least) = (breaker.maxOpenFor, breaker.openFor)
                reader.fail(
                    "maxOpenFor (\(DurationText.describe(most))) is shorter than openFor (\(DurationText.describe(least)))"
                )
            }
            return breaker
        }
    }
}

extension ConfigurationField {
    /// A share of nothing would open the circuit with the first exchange.
    fileprivate func positivePercentage() -> Double? {
        guard let value = percentage() else { return nil }
        return value > 0 ? value : fail("0 is out of range", suggestion: "above 0 and up to 100")
    }
}
