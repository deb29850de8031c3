public import Rollouts

/// A condition over a sliding window.
public struct WindowedCondition: Sendable, Hashable {
    public var condition: Condition
    /// The length of the window.
    public var duration: Duration
    /// Observations below which the window says nothing.
    public var minimumCount: Int

    public init(condition: Condition, duration: Duration, minimumCount: Int = Condition.defaultMinimumCount) {
        self.condition = condition
        self.duration = duration
        self.minimumCount = minimumCount
    }

    /// - Parameter probes: The names of probes that conditions may speak of.
    static func read(_ field: ConfigurationField, probes: Set<String>) -> WindowedCondition? {
        field.mapping { read($0, probes: probes) }
    }

    /// Reads the keys of a condition off a mapping that may have more.
    static func read(_ reader: ConfigurationReader, probes: Set<String>) -> WindowedCondition? {
        let condition = reader.require("condition") { $0.condition(probes: probes) }
        let duration = reader.require("duration") { $0.duration(.seconds(1) ... .seconds(7 * 86_400)) }
        let minimumCount = reader.optional("minimumCount") { $0.integer(1...1_000_000_000) }
        guard let condition, let duration else { return nil }
        return WindowedCondition(
            condition: condition, duration: duration, minimumCount: minimumCount ?? Condition.defaultMinimumCount)
    }
}

extension ConfigurationField {
    fileprivate func condition(probes: Set<String>) -> Condition? {
        guard let text = text("a condition such as error_rate > 1%") else { return nil }
        do {
            return try Condition(parsing: text, probes: probes)
        } catch {
            return fail(error)
        }
    }
}
