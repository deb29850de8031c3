/// What counts as one observation of evidence.
public enum EvidenceUnit: String, Sendable, Codable, CaseIterable {
    /// The first exchange of each distinct method, target and body.
    case perDistinctRequest
    /// The first exchange of each user; an exchange without a user is no observation.
    case perUser
    /// Every exchange. Equal requests come in clumps, so this overstates how much is known.
    case perRequest
}
