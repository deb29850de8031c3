/// Reads the parts of a field value that lists, parameters and quoted strings are made of (RFC 9110 §5.6).
enum FieldText {
    // Everything goes by Unicode scalars: a mark that combines with a separator does not hide it.

    /// Splits a value, but not inside of quoted strings; the parts come without the blanks around them.
    static func split(_ value: String, at separator: Unicode.Scalar) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var isQuoted = false
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == separator, !isQuoted {
                parts.append(trimmed(String(part)))
                part = String.UnicodeScalarView()
                continue
            }
            part.append(scalar)
        }
        parts.append(trimmed(String(part)))
        return parts
    }

    /// What stands before and after the first `=`; nothing after where there is none. Without the blanks around either.
    static func pair(_ part: some StringProtocol) -> (name: String, value: String?) {
        let scalars = part.unicodeScalars
        guard let equals = scalars.firstIndex(of: "=") else { return (trimmed(String(part)), nil) }
        return (
            trimmed(String(String.UnicodeScalarView(scalars[..<equals]))),
            trimmed(String(String.UnicodeScalarView(scalars[scalars.index(after: equals)...])))
        )
    }

    /// `NAME=VALUE`, the name in lower case, the value without its quotation marks; no value where there is no `=`.
    static func parameter(_ part: String) -> (name: String, value: String?) {
        let (name, value) = pair(part)
        return (name.lowercased(), value.map(unquoted))
    }

    /// The content of a quoted string (RFC 9110 §5.6.4); what is not quoted stays as it is.
    static func unquoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count >= 2, scalars.first == "\"", scalars.last == "\"" else { return text }
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in scalars.dropFirst().dropLast() {
            if !isEscaped, scalar == "\\" {
                isEscaped = true
            } else {
                result.append(scalar)
                isEscaped = false
            }
        }
        return String(result)
    }

    /// A value as a token where it is one, else as a quoted string.
    static func quotedIfNeeded(_ value: String) -> String {
        if isToken(value) { return value }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// RFC 9110 §5.6.2.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Without blanks at both ends.
    static func trimmed(_ text: String) -> String {
        var rest = text.unicodeScalars[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(String.UnicodeScalarView(rest))
    }

    /// The value of delta-seconds and the like without leading zeros, where a text is nothing but digits.
    static func wholeNumber(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        let digits = text.drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    /// Octets as text; those that are no UTF-8 are taken for ISO 8859-1, so that different ones stay different.
    static func string(_ bytes: some Collection<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
