public import Traffic

/// Something that people are told about.
public enum Notice: Sendable, Equatable {
    /// It fires, or, where it has an end, is resolved.
    case alert(AlertRecord)
    /// A rollout was moved.
    case decision(DecisionRecord)
}
