import Traffic

/// Keeps what clients and upstreams choose within a length that a ledger row can carry.
enum Bounded {
    static let locationBytes = 2_048
    static let targetBytes = 4_096
    static let identifierBytes = 256
    static let valueBytes = 8_192

    /// A pointer; of one that is too long the leading segments that fit, and `…` for the rest.
    static func location(_ location: Location) -> String {
        let whole = location.description
        guard whole.utf8.count > locationBytes else { return whole }
        var kept: [String] = []
        var length = 0
        for segment in location.segments {
            // A '~' or '/' takes two bytes in a pointer.
            length += 1 + 2 * segment.utf8.count
            guard length <= locationBytes else { break }
            kept.append(segment)
        }
        return Location(kept + ["…"]).description
    }

    static func target(_ text: String) -> String { self.text(text, bytes: targetBytes) }

    static func identifier(_ text: String) -> String { self.text(text, bytes: identifierBytes) }

    /// A value as JSON; of one that is too long its beginning, as a string.
    static func value(_ fragment: JSONFragment?) -> String? {
        guard let fragment else { return nil }
        guard fragment.text.utf8.count > valueBytes else { return fragment.text }
        return JSONFragment(string: text(fragment.text, bytes: valueBytes / 8)).text
    }

    /// A text, cut at a character so that it has at most so many bytes before the `…`.
    static func text(_ text: String, bytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.unicodeScalars.startIndex
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= limit else { break }
            text.unicodeScalars.formIndex(after: &end)
        }
        return String(text[..<end]) + "…"
    }
}
