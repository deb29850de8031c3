/// Why a body cannot be read in the form that its answer says it has. It holds nothing of the body's content.
struct BodyFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// A sentence without subject, such as `not JSON at line 3, column 7: expected a value, found ','`.
    let description: String

    init(_ description: String) { self.description = description }

    /// - Parameter form: What the body says it is, such as `JSON`.
    init(not form: String, line: Int, column: Int, _ reason: String) {
        self.init("not \(form) at line \(Words.number(line)), column \(Words.number(column)): \(reason)")
    }

    /// A word that an upstream chose, such as the name of a coding: printable ASCII, and not longer than one would be.
    static func shown(_ word: String) -> String {
        let plain = String(word.unicodeScalars.map { (0x21...0x7E).contains($0.value) ? Character($0) : "?" })
        return plain.count <= 40 ? plain : plain.prefix(39) + "…"
    }
}
