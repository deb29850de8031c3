import Traffic

extension Wording {
    /// A value as reports show it: as JSON, but for what stands in place of a value, such as `‹not JSON at line 3, column 7:
    /// expected a value›`, which is shown as the words that it is, without quotation marks.
    static func shown(_ value: JSONFragment) -> String { isDescription(value) ? words(of: value) : value.text }

    /// Whether words stand in place of the value, for it could not be decoded, or has no form that is known, or is redacted.
    static func isDescription(_ value: JSONFragment) -> Bool {
        value.text.hasPrefix("\"‹") && value.text.hasSuffix("›\"")
    }

    private static func words(of value: JSONFragment) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        // What is described holds no other escapes than those of quotation marks and backslashes.
        for scalar in value.text.unicodeScalars.dropFirst().dropLast() {
            if scalar == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(scalar)
                isEscaped = false
            }
        }
        return String(result)
    }
}
