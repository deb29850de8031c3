import Foundation
public import Traffic

/// What an alert or an automatic rollback waits for, such as `error_rate > 1%`, over a sliding window.
public struct Condition: Sendable, Hashable, CustomStringConvertible {
    /// Observations below which a window says nothing, unless stated otherwise.
    public static let defaultMinimumCount = 20

    public let measure: Measure
    /// The rate above which it holds, 0 ..< 1.
    public let limit: Double
    /// As it was written.
    public let description: String

    /// Reads `NAME > LIMIT`.
    ///
    /// - Throws: ``StatementError`` where the text is no condition.
    public init(parsing text: String) throws(StatementError) {
        let statement = try Statement(parsing: text, relation: .above)
        guard statement.limit < 1 else {
            throw StatementError("'\(statement.text)' can never hold: a limit lies below 100%")
        }
        measure = statement.measure
        limit = statement.limit
        description = statement.text
    }

    /// What a window shows.
    public struct Reading: Sendable, Equatable {
        public var bad: Int
        public var observations: Int
        /// Whether the condition holds, on enough observations.
        public var holds: Bool
        /// `E_fail` over the window; `nil` for a limit of zero, against which there is no evidence to gather.
        public var evidence: Double?
    }

    /// Reads the condition off a window's evidence.
    public func reading(
        of window: RouteEvidence,
        minimumCount: Int = Condition.defaultMinimumCount
    ) -> Reading {
        let rate = measure.rate(in: window)
        let isEnough = rate.observations > 0 && rate.observations >= minimumCount
        let evidence = EValue(limit: limit)?.logFail(bad: rate.bad, observations: rate.observations)
        return Reading(
            bad: rate.bad,
            observations: rate.observations,
            holds: isEnough && Double(rate.bad) > limit * Double(rate.observations),
            evidence: evidence.map { exp(min($0, 709)) }
        )
    }
}
