/// Field values of which several notations mean the same, in one notation.
enum FieldMeaning {
    /// Whether the order of a list's members is of no account, and whether their case is not either.
    ///
    /// - `Vary`: field names (RFC 9110 §12.5.5). `Allow`: methods, in whose names case counts (§10.2.1).
    /// - `Accept-Ranges`: range units (§14.3).
    /// - The CORS lists of header names and of methods (Fetch Standard, "CORS protocol"): sets.
    private static let sets: [String: Bool] = [
        "vary": true, "allow": false, "accept-ranges": true,
        "access-control-allow-headers": true, "access-control-expose-headers": true,
        "access-control-allow-methods": false,
    ]

    /// Writes the value of a field that stands on one or more lines; fields of unknown grammar as they are: a string where
    /// there is one line, else an array.
    static func write(_ name: String, _ lines: [Slice<UnsafeRawBufferPointer>], to writer: inout JSONWriter) {
        let values = { lines.map(FieldText.string) }
        switch name {
        case "set-cookie": return SetCookie.write(values(), to: &writer)
        case "cache-control": return CacheControl.write(values(), to: &writer)
        case "content-type" where lines.count == 1:
            if let canonical = ContentType.canonical(values()[0]) { return writer.write(string: canonical.utf8) }
        case "content-encoding":
            let codings = values().flatMap(ContentCoding.list).map(\.name)
            return writer.write(string: (codings.isEmpty ? "identity" : codings.joined(separator: ", ")).utf8)
        default:
            if let ignoresCase = sets[name] {
                return writer.write(string: set(values(), ignoresCase: ignoresCase).utf8)
            }
        }
        writer.write(strings: lines)
    }

    /// The members of a list, each once and in one order.
    private static func set(_ values: [String], ignoresCase: Bool) -> String {
        let members = values.flatMap { FieldText.split($0, at: ",") }.filter { !$0.isEmpty }
        return Set(members.map { ignoresCase ? $0.lowercased() : $0 }).sorted().joined(separator: ", ")
    }
}
