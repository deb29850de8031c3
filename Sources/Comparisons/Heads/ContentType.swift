/// The value of a `Content-Type` field (RFC 9110 §8.3), and of what is written like it.
struct ContentType: Sendable, Hashable {
    /// Type and subtype in lower case, such as `text/html`.
    let essence: String
    /// With names in lower case, in the order in which they stand.
    let parameters: [Parameter]

    struct Parameter: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// - Parameter value: A whole field value. What is no parameter is left out.
    init(_ value: String) {
        let parts = FieldText.split(value, at: ";")
        essence = (parts.first ?? "").lowercased()
        parameters = parts.dropFirst().compactMap { part in
            let (name, value) = FieldText.parameter(part)
            return value.map { Parameter(name: name, value: $0) }
        }
    }

    private init(parameters: [Parameter]) {
        essence = ""
        self.parameters = parameters
    }

    /// The parameters of a field value that is still octets; `nil` where it has none, as most have.
    init?(parametersOf value: Slice<UnsafeRawBufferPointer>) {
        guard let semicolon = value.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        // Nearly all that have a parameter have this one.
        let parameter = ASCIIWord(value[value.index(after: semicolon)...])
        self = parameter.equals("charset=utf-8") ? .utf8 : ContentType(FieldText.string(value))
    }

    private static let utf8 = ContentType(parameters: [Parameter(name: "charset", value: "utf-8")])

    subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The same meaning in one notation: parameters by name, quoted only where they have to be, a charset in lower case.
    ///
    /// The boundary of a multipart type is left out: it is framing, and chosen anew for every message (RFC 2046 §5.1.1).
    /// `nil` where the value is no media type.
    static func canonical(_ value: String) -> String? {
        let type = ContentType(value)
        let names = type.essence.split(separator: "/", omittingEmptySubsequences: false)
        let written = FieldText.split(value, at: ";").dropFirst().filter { !$0.isEmpty }
        guard names.count == 2, names.allSatisfy({ FieldText.isToken(String($0)) }),
            written.count == type.parameters.count
        else { return nil }
        let isMultipart = names[0] == "multipart"
        let shown = type.parameters.filter { !(isMultipart && $0.name == "boundary") }
            .map { ($0.name, $0.name == "charset" ? $0.value.lowercased() : $0.value) }
            .sorted { $0 < $1 }
        return ([type.essence] + shown.map { "\($0)=\(FieldText.quotedIfNeeded($1))" }).joined(separator: "; ")
    }
}
