/// The normal forms by which the database takes two customers for one, and the likeness of names that it accepts.
enum MatchingKey {
    /// From this likeness on two names are taken for one customer's.
    static let likeness = 0.7

    /// Without outer blanks and in lower case; `nil` where nothing is left.
    static func email(_ text: String?) -> String? {
        guard let text else { return nil }
        let key = trimmed(text).lowercased()
        return key.isEmpty ? nil : key
    }

    /// The ASCII digits. A number without any is not `nil`: all such numbers are one.
    static func phone(_ text: String?) -> String? {
        guard let text, !trimmed(text).isEmpty else { return nil }
        return String(text.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
    }

    /// In lower case, with single blanks; `nil` where nothing is left.
    static func name(_ text: String?) -> String? {
        guard let text else { return nil }
        let words = text.lowercased().unicodeScalars.split { "\t\n\u{0B}\u{0C}\r ".unicodeScalars.contains($0) }
        let key = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
        return key.isEmpty ? nil : key
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { $0 != " " }), let last = scalars.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The trigrams of a name, as the extension `pg_trgm` takes them: of each word with two blanks before and one after.
    ///
    /// Source: PostgreSQL manual, F.35.1 "Trigram (or Trigraph) Concepts".
    static func trigrams(_ name: String?) -> Set<[Unicode.Scalar]> {
        var result: Set<[Unicode.Scalar]> = []
        let scalars = (self.name(name) ?? "").unicodeScalars
        for word in scalars.split(whereSeparator: { !isWordCharacter($0) }) {
            let padded: [Unicode.Scalar] = [" ", " "] + word + [" "]
            for start in 0...(padded.count - 3) { result.insert(Array(padded[start..<start + 3])) }
        }
        return result
    }

    /// The share of common trigrams, from 0 to 1.
    static func likeness(_ left: Set<[Unicode.Scalar]>, _ right: Set<[Unicode.Scalar]>) -> Double {
        let shared = left.intersection(right).count
        let all = left.count + right.count - shared
        return all == 0 ? 0 : Double(shared) / Double(all)
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
