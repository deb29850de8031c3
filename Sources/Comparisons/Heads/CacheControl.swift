/// The directives of `Cache-Control` (RFC 9111 §5.2): their order is of no account, nor the case of their names, nor whether
/// an argument is quoted.
enum CacheControl {
    private struct Directive: Hashable {
        let name: String
        let argument: String?
    }

    /// Writes an object by directive: `true` where there is no argument, a number where it is one. A directive that occurs
    /// several times with different arguments keeps all of them.
    static func write(_ values: [String], to writer: inout JSONWriter) {
        var directives: [Directive] = []
        var known: Set<Directive> = []
        for part in values.flatMap({ FieldText.split($0, at: ",") }) where !part.isEmpty {
            let (name, value) = FieldText.parameter(part)
            let directive = Directive(name: name, argument: value.map { canonical(name, $0) })
            if known.insert(directive).inserted { directives.append(directive) }
        }
        let sorted = directives.enumerated().sorted { first, second in
            (first.element.name, first.offset) < (second.element.name, second.offset)
        }
        writer.write(raw: "{")
        for (index, entry) in sorted.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: entry.element.name.utf8)
            writer.write(raw: ":")
            guard let argument = entry.element.argument else {
                writer.write(raw: "true")
                continue
            }
            if let number = FieldText.wholeNumber(argument) {
                writer.write(number: number)
            } else {
                writer.write(string: argument.utf8)
            }
        }
        writer.write(raw: "}")
    }

    /// The arguments of these are lists of field names (§5.2.2.4, §5.2.2.7).
    private static func canonical(_ name: String, _ argument: String) -> String {
        guard name == "no-cache" || name == "private" else { return argument }
        let fields = FieldText.split(argument, at: ",").map { $0.lowercased() }.filter { !$0.isEmpty }
        return Set(fields).sorted().joined(separator: ", ")
    }
}
