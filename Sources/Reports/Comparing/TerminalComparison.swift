public import Traffic

/// A comparison for a terminal: the names, a tree of what differs, what rules did, and one line that sums it up.
public enum TerminalComparison {
    /// - Parameters:
    ///   - colour: Whether the text may contain escape sequences. Without, it contains none.
    ///   - width: Columns of the terminal; at least 60 are used.
    /// - Returns: Lines, with a line feed at the end of each.
    public static func render(_ document: ComparisonDocument, colour: Bool, width: Int) -> String {
        let painter = Painter(colour: colour)
        let width = max(60, width)
        let summary = ComparisonSummary(document: document)
        var lines: [String] = []
        if document.outline != nil {
            lines.append(painter("- legacy     " + VisibleText.of(document.legacyName), .red))
            lines.append(painter("+ candidate  " + VisibleText.of(document.candidateName), .green))
            lines.append("")
            for line in DifferenceTree(document, width: width).lines {
                lines += line.text(width: width, painter: painter)
            }
            lines.append("")
        }
        let remarks = summary.remarks.map { ($0, isWarning: true) } + summary.rules.map { ($0.words, $0.isWarning) }
        for (words, isWarning) in remarks {
            for (number, line) in DisplayWidth.wrapped(VisibleText.of(words), to: width - 4).enumerated() {
                let lead = number == 0 ? (isWarning ? "! " : "· ") : "  "
                lines.append(isWarning ? painter(lead + line, .yellow) : painter(lead + line, .faint))
            }
        }
        if !remarks.isEmpty { lines.append("") }
        let isMatch = document.outcome == .match
        let verdict = DisplayWidth.wrapped((isMatch ? "✔ " : "✘ ") + summary.line, to: width)
        lines += verdict.map { isMatch ? painter($0, .bold, .green) : painter($0, .bold, .red) }
        return lines.map { line in
            var end = line[...]
            while end.last == " " { end.removeLast() }
            return end + "\n"
        }.joined()
    }
}
