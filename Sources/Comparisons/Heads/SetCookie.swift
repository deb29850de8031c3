/// The value of one `Set-Cookie` field, read as user agents read it (RFC 6265 §5.2).
struct SetCookie: Sendable, Hashable {
    /// Empty where there is no `=`: user agents take the text for the value of a cookie without a name (RFC 6265bis §5.6).
    let name: String
    let value: String
    /// With names in lower case and values in one notation; of attributes that occur more than once the last (§5.3).
    let attributes: [String: Attribute]

    enum Attribute: Sendable, Hashable {
        case flag
        /// Digits, with a minus sign where it is negative.
        case number(String)
        case text(String)
    }

    init(_ field: String) {
        let parts = field.unicodeScalars.split(separator: ";", omittingEmptySubsequences: false).map { Substring($0) }
        let pair = FieldText.pair(parts.first ?? "")
        name = pair.value == nil ? "" : pair.name
        value = pair.value ?? pair.name
        var attributes: [String: Attribute] = [:]
        for part in parts.dropFirst() {
            let (name, value) = FieldText.pair(part)
            if !name.isEmpty || value != nil {
                attributes[name.lowercased()] = Self.attribute(name.lowercased(), value)
            }
        }
        self.attributes = attributes
    }

    /// An attribute's value, in one notation where several mean the same.
    private static func attribute(_ name: String, _ value: String?) -> Attribute {
        switch name {
        // The value of these, if any, is of no account (§5.2.5, §5.2.6).
        case "secure", "httponly", "partitioned": return .flag
        case "expires": return .text(value.flatMap(CookieDate.canonical) ?? value ?? "")
        case "max-age":
            let text = value ?? ""
            let digits = FieldText.wholeNumber(text.hasPrefix("-") ? String(text.dropFirst()) : text)
            return digits.map { .number(text.hasPrefix("-") && $0 != "0" ? "-" + $0 : $0) } ?? .text(text)
        // A leading dot is left out (§5.2.3).
        case "domain":
            let domain = (value ?? "").lowercased()
            return .text(domain.hasPrefix(".") ? String(domain.dropFirst()) : domain)
        case "samesite": return .text((value ?? "").lowercased())
        default: return value.map { .text($0) } ?? .flag
        }
    }

    /// What tells cookies of one name apart, besides the host (§5.3, step 11).
    private var scope: [String] {
        ["domain", "path"].map { name in
            if case .text(let text) = attributes[name] { text } else { "" }
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.write(raw: "{\"value\":")
        writer.write(string: value.utf8)
        for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
            writer.write(raw: ",")
            writer.write(string: name.utf8)
            writer.write(raw: ":")
            switch attribute {
            case .flag: writer.write(raw: "true")
            case .number(let digits): writer.write(number: digits)
            case .text(let text): writer.write(string: text.utf8)
            }
        }
        writer.write(raw: "}")
    }

    /// Writes all cookies of an answer as an object by name; the order of the fields is of no account, but for cookies that
    /// one and the same name, domain and path have, where the last one counts. Several of one name are an array.
    static func write(_ fields: [String], to writer: inout JSONWriter) {
        var cookies: [String: [SetCookie]] = [:]
        for field in fields {
            let cookie = SetCookie(field)
            cookies[cookie.name, default: []].append(cookie)
        }
        writer.write(raw: "{")
        for (index, entry) in cookies.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: entry.key.utf8)
            writer.write(raw: ":")
            // Sorting is stable only by the place.
            let same = entry.value.enumerated().sorted { first, second in
                first.element.scope == second.element.scope
                    ? first.offset < second.offset
                    : first.element.scope.lexicographicallyPrecedes(second.element.scope)
            }.map(\.element)
            if same.count > 1 { writer.write(raw: "[") }
            for (place, cookie) in same.enumerated() {
                if place > 0 { writer.write(raw: ",") }
                cookie.write(to: &writer)
            }
            if same.count > 1 { writer.write(raw: "]") }
        }
        writer.write(raw: "}")
    }
}
