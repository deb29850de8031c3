import Yams

/// The tree of one YAML document, with the places of everything in it.
///
/// A key that stands twice in one mapping makes Yams refuse the whole document. So that such a key hides no other problem,
/// it is reported, written over, and the document read again.
enum YAMLDocument {
    private typealias Position = ConfigurationProblem.Position

    /// Duplicate keys beyond this number end the reading; the rest is said once they are gone.
    private static let maximumDuplicates = 50

    /// The root of the document; `nil` where the text holds none, or is not YAML.
    static func compose(_ text: String, problems: ProblemList) -> Node? {
        var text = text
        for attempt in 0..<maximumDuplicates {
            do {
                return try Yams.compose(yaml: text, .basic)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let position = Position(line: context.mark.line, column: context.mark.column)
                let name = names.first ?? ""
                problems.add(
                    "duplicate key '\(name)'", at: position, suggestion: "another one stands in the same mapping")
                guard let changed = overwriting(name, at: position, of: text, attempt: attempt) else { return nil }
                text = changed
            } catch {
                report(error, in: text, problems: problems)
                return nil
            }
        }
        return nil
    }

    /// Whether a key was written over by ``compose(_:problems:)``.
    static func isOverwritten(_ key: String) -> Bool { key.unicodeScalars.first.map(privateUse.contains) ?? false }

    private static let privateUse: ClosedRange<Unicode.Scalar> = "\u{E000}"..."\u{F8FF}"

    /// The text with a key replaced by as many characters that nobody writes; `nil` where the key does not stand there
    /// letter by letter, as one in double quotes with escapes.
    private static func overwriting(_ key: String, at position: Position, of text: String, attempt: Int) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard position.line <= lines.count, let mark = Unicode.Scalar(0xE000 + UInt32(attempt)), !key.isEmpty else {
            return nil
        }
        var scalars = Array(lines[position.line - 1].unicodeScalars)
        var start = position.column - 1
        if start < scalars.count, scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
        let old = Array(key.unicodeScalars)
        guard start + old.count <= scalars.count, Array(scalars[start..<start + old.count]) == old else { return nil }
        scalars.replaceSubrange(start..<start + old.count, with: repeatElement(mark, count: old.count))
        lines[position.line - 1] = String(String.UnicodeScalarView(scalars))
        return lines.joined(separator: "\n")
    }

    private static func report(_ error: any Error, in text: String, problems: ProblemList) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let position = Position(line: mark.line, column: mark.column)
            if indentationHasTab(line: mark.line, of: text) {
                problems.add("a tab cannot indent YAML", at: position, suggestion: "use spaces")
            } else {
                let sentence = [context?.text, problem].compactMap(\.self).joined(separator: ": ")
                problems.add("broken YAML: \(sentence)", at: position)
            }
        case YamlError.reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = before.count { $0.isNewline } + 1
            let column = before.reversed().prefix { !$0.isNewline }.count + 1
            problems.add("broken YAML: \(problem)", at: Position(line: line, column: column))
        default:
            problems.add("broken YAML: \(error)", at: nil)
        }
    }

    private static func indentationHasTab(line: Int, of text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return false }
        return lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }
}
