/// The ways in which the migration guide's code differs from legacy, or legacy from what one expects, as far as the
/// functions show them. The number is the one of the list of traps.
public enum Trap: Int, Sendable, CaseIterable, Hashable {
    case contextWithoutDetails = 1
    case rawRows = 2
    case snakeCaseNames = 3
    case identifiersDropped = 4
    case crossOriginHeadersMissing = 5
    case functionHeadersMissing = 6
    case updateReturnsNothing = 7
    case updatesPassedAsCompany = 12
    case deletedLink = 13
    case blankName = 14
    case numericEmail = 15
    case customerIDWithoutUser = 16
    case malformedCustomerID = 17
    case nameNotDecoded = 18
    case technicianInsteadOfUser = 19
    case wideName = 20
    case tiedNumbers = 21
    case blankTexts = 22
    case renameNotFollowed = 23
    case inexactName = 24
    case oneDecoding = 31
    case severalRowsFallThrough = 39
    case conversationsUnchanged = 40
    case foreignUser = 41
    case omittedFields = 42
    case untrimmedName = 43
    case legacyLinks = 44
    case tenantLeak = 48

    /// Where a trap shows.
    public enum Site: String, Sendable {
        /// Legacy itself behaves in this way, and so does the repository with legacy's contract.
        case contract
        /// The guide's code as written.
        case asWritten
        /// The guide's code once traps 12 and 7 are repaired, which hide it.
        case asWrittenRepaired
    }

    /// The traps that `--repaired` can switch off, since they hide others.
    public static let repairable: Set<Trap> = [.updatesPassedAsCompany, .updateReturnsNothing]

    /// Where the trap shows.
    public var site: Site {
        switch self {
        case .technicianInsteadOfUser, .tiedNumbers, .oneDecoding, .legacyLinks: .contract
        case .updateReturnsNothing, .deletedLink, .blankName, .numericEmail, .wideName, .conversationsUnchanged,
            .foreignUser, .omittedFields, .untrimmedName:
            .asWrittenRepaired
        default: .asWritten
        }
    }
}
