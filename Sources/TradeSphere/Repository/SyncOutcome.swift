/// What came of synchronising one chat session.
public struct SyncOutcome: Sendable {
    /// What was done.
    public enum Action: String, Sendable {
        /// A new customer.
        case created
        /// A known customer, with fields that had been empty.
        case updated
        /// A known customer with nothing to add.
        case foundExisting = "found_existing"
        /// Nothing; see ``SyncOutcome/error``.
        case error
    }

    /// By what a customer was recognised.
    public enum Match: String, Sendable {
        case email
        case phone
        case name

        /// How sure that is, of 100.
        var confidence: Int {
            switch self {
            case .email: 100
            case .phone: 90
            case .name: 80
            }
        }
    }

    /// What was done.
    public let action: Action
    /// The customer, unless there was an error.
    public let customer: Customer?
    /// By what a known customer was recognised.
    public let matchedBy: Match?
    /// How sure that is, of 100; a new customer is certain.
    public let confidence: Int?
    /// Why nothing was done.
    public let error: (any Error)?
}
