public import Traffic

/// What follows from a decision.
public struct RolloutMove: Sendable, Equatable {
    public var decision: DecisionRecord
    /// The rollout as it is afterwards.
    public var state: RolloutState
    /// Whether evidence begins anew.
    public var beginsEvidence: Bool

    public init(decision: DecisionRecord, state: RolloutState, beginsEvidence: Bool) {
        self.decision = decision
        self.state = state
        self.beginsEvidence = beginsEvidence
    }
}

/// What a person asks for.
public enum RolloutCommand: Sendable, Hashable {
    /// To the next stage, or to one that is named; past a gate or a freeze only where it is forced.
    case promote(to: Double?, force: Bool)
    case pause
    case resume
    case rollback

    /// The word for it in the audit trail.
    public var action: DecisionRecord.Action {
        switch self {
        case .promote: .promote
        case .pause: .pause
        case .resume: .resume
        case .rollback: .rollback
        }
    }
}

/// Who asks, and why.
public struct Author: Sendable, Hashable {
    /// A token's name, `controller` or `configuration`.
    public var name: String
    public var reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// Why something is not done, and what would be.
public struct MoveRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
