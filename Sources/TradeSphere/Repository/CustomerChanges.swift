/// What an update changes: a field that is not mentioned stays as it is.
public struct CustomerChanges: Sendable {
    /// What happens to one field.
    public enum Field: Sendable, Equatable {
        /// It stays.
        case unchanged
        /// It takes this text, trimmed; blank and `nil` are NULL.
        case set(String?)

        /// Whether the field is mentioned, as a parameter.
        var flag: String {
            if case .set = self { "true" } else { "false" }
        }

        /// The text as it is stored.
        var text: String? {
            guard case .set(let text?) = self else { return nil }
            let trimmed = ECMAScriptText.trimmed(text)
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    /// The name, which cannot be NULL.
    public var name: Field
    /// The e-mail address.
    public var email: Field
    /// The phone number.
    public var phone: Field
    /// The postal address.
    public var address: Field

    /// - Parameters:
    ///   - name: The name, which cannot be NULL.
    ///   - email: The e-mail address.
    ///   - phone: The phone number.
    ///   - address: The postal address.
    public init(
        name: Field = .unchanged,
        email: Field = .unchanged,
        phone: Field = .unchanged,
        address: Field = .unchanged
    ) {
        self.name = name
        self.email = email
        self.phone = phone
        self.address = address
    }

    /// Whether nothing is mentioned.
    public var isEmpty: Bool {
        [name, email, phone, address].allSatisfy { $0 == .unchanged }
    }
}
