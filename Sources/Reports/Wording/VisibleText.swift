/// Makes text that clients and upstreams chose safe to look at.
public enum VisibleText {
    /// The text with everything that would act instead of show (control characters, which move a terminal's cursor, and
    /// marks that turn the direction of writing) as a visible escape.
    public static func of(_ text: String) -> String { escaped(text, isActing) }

    private static func escaped(_ text: String, _ isShown: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: isShown) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isShown(scalar) else {
                result.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            let escape = "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            result.append(contentsOf: escape.unicodeScalars)
        }
        return String(result)
    }

    /// The same, and with white space that looks like a space or like nothing shown too: where texts are compared, that may
    /// be the difference.
    static func unambiguous(_ text: String) -> String { escaped(text) { isActing($0) || isDeceptive($0) } }

    private static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0, 0xAD, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF: true
        default: false
        }
    }

    private static func isActing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200E, 0x200F, 0x061C, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
