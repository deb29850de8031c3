/// What must be shown before a rollout may leave its stage.
public struct Gate: Sendable, Hashable {
    /// What counts as one observation.
    public enum EvidenceUnit: String, Sendable, Codable, CaseIterable {
        /// The first comparison of each method, target and body: repetitions prove nothing new.
        case perDistinctRequest
        /// The first comparison of each user.
        case perUser
        /// Every comparison.
        case perRequest
    }

    /// In every gate that does not state its own.
    public static let defaultIncomparableCriterion = "incomparable_rate <= 5%"

    public let unit: EvidenceUnit
    /// Comparisons on each route below which nothing passes.
    public let minimumComparisons: Int
    /// Users on each route below which nothing passes.
    public let minimumUsers: Int
    /// Time in the stage before which nothing passes.
    public let minimumDuration: Duration
    /// 1 − α: a rollout at the limit passes with a chance of at most α, however often it is looked at.
    public let confidence: Double
    /// In the order stated; `incomparable_rate` last where it was not stated.
    public let criteria: [Criterion]

    /// - Throws: ``GateError`` where there is no criterion, one is stated twice, or the confidence is outside (0, 1).
    public init(
        unit: EvidenceUnit = .perDistinctRequest,
        minimumComparisons: Int = 0,
        minimumUsers: Int = 0,
        minimumDuration: Duration = .zero,
        confidence: Double = 0.95,
        criteria stated: [Criterion]
    ) throws(GateError) {
        guard !stated.isEmpty else { throw GateError("a gate without a criterion would promote on nothing") }
        guard confidence > 0, confidence < 1 else { throw GateError("confidence lies between 0 and 1, as in 0.95") }
        var criteria = stated
        if !criteria.contains(where: { $0.measure == .incomparableRate }) {
            do {
                criteria.append(try Criterion(parsing: Self.defaultIncomparableCriterion))
            } catch {
                throw GateError(error.description)
            }
        }
        for (index, criterion) in criteria.enumerated()
        where criteria[..<index].contains(where: { $0.measure.name == criterion.measure.name }) {
            throw GateError("'\(criterion.measure.name)' is judged twice")
        }
        self.unit = unit
        self.minimumComparisons = minimumComparisons
        self.minimumUsers = minimumUsers
        self.minimumDuration = minimumDuration
        self.confidence = confidence
        self.criteria = criteria
    }
}

/// Says why something is no gate.
public struct GateError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
