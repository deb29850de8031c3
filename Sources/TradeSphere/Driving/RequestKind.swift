/// What a planned request is about.
public enum RequestKind: String, Sendable, CaseIterable {
    /// A read by name and user.
    case contextByName
    /// A read that also carries the customer's `customer_id`.
    case contextLinked
    /// A read of a name that nobody has.
    case contextUnknownName
    /// A read without `user_id`.
    case contextWithoutUser
    /// A read whose `user_id` is no UUID.
    case contextMalformedUser
    /// A read whose name has a malformed escape.
    case contextMalformedName
    /// A read without a name.
    case contextWithoutName
    /// A read with `customer_id` and without `user_id` (trap 16).
    case contextLinkedWithoutUser
    /// A read whose `customer_id` is no UUID (trap 17).
    case contextMalformedCustomer
    /// A read with `customer_id` whose name has a malformed escape (trap 18).
    case contextLinkedMalformedName
    /// `OPTIONS`.
    case contextPreflight
    /// A method that the function does not know.
    case contextWrongMethod
    /// A write to a linked session of one row.
    case updateLinkedSingleRow
    /// A write to a linked session of several rows.
    case updateSeveralRows
    /// A write to a session that the database will link.
    case updateUnlinked
    /// A write to a session that nobody has.
    case updateUnknownSession
    /// A write to a linked session of one row by somebody else than its user.
    case updateForeignUser
    /// A write whose `userId` is no UUID.
    case updateMalformedUser
    /// A write whose body is no JSON, or none that can be taken apart.
    case updateMalformedBody
    /// A write that lacks a required field.
    case updateMissingField
    /// `OPTIONS`.
    case updatePreflight
    /// A method that the function does not know.
    case updateWrongMethod

    /// The share of the requests, in thousandths.
    var weight: Int {
        switch self {
        case .contextByName: 190
        case .contextLinked: 225
        case .contextUnknownName: 60
        case .contextWithoutUser, .contextMalformedUser: 25
        case .contextMalformedName: 20
        case .contextWithoutName: 10
        case .contextLinkedWithoutUser: 15
        case .contextMalformedCustomer: 25
        case .contextLinkedMalformedName: 10
        case .contextPreflight: 15
        case .contextWrongMethod: 20
        case .updateLinkedSingleRow: 115
        case .updateSeveralRows: 110
        case .updateUnlinked: 40
        case .updateUnknownSession: 25
        case .updateForeignUser: 15
        case .updateMalformedUser: 10
        case .updateMalformedBody, .updateMissingField: 15
        case .updatePreflight: 5
        case .updateWrongMethod: 10
        }
    }

    /// Whether the request goes to `customer-context`.
    public var isContext: Bool { rawValue.hasPrefix("context") }
}
