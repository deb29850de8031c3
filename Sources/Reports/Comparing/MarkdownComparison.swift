public import Traffic

/// A comparison for a comment on a pull request: one sentence, and the tree as a `diff` block.
///
/// Values stand in fenced blocks only, behind a fence that is longer than any they contain, with everything made visible
/// that would end a line: nothing in them can become Markdown or HTML.
public enum MarkdownComparison {
    /// As wide as a comment shows without scrolling.
    private static let width = 100

    public static func render(_ document: ComparisonDocument) -> String {
        let summary = ComparisonSummary(document: document)
        let mark = document.outcome == .match ? "✔" : "✘"
        var text = "\(mark) \(summary.line)\n"
        text += "\nlegacy: \(MarkdownText.code(document.legacyName)), candidate: "
        text += MarkdownText.code(document.candidateName) + "\n"
        for remark in summary.remarks { text += "\n> \(remark)\n" }
        if document.outline != nil {
            let painter = Painter(colour: false)
            let lines = DifferenceTree(document, width: width).lines
                .flatMap { $0.text(width: width, painter: painter) }
            text += "\n" + MarkdownText.fenced(lines, language: "diff")
            let places = document.differences.prefix(Self.placeLimit).map(place)
            text += details("Places, for rules", places)
        }
        let rules = summary.rules
        if !rules.isEmpty { text += details("Rules", rules.map { ($0.isWarning ? "! " : "  ") + $0.words }) }
        return text
    }

    /// Places that are listed; a comment has its length too.
    private static let placeLimit = 100

    private static func place(_ difference: Difference) -> String {
        let words = difference.classes.first.map { "  (\(Wording.valueClass($0)))" } ?? ""
        return "\(difference.kind.rawValue)  \(difference.at)\(words)"
    }

    private static func details(_ title: String, _ lines: [String]) -> String {
        "\n<details><summary>\(title)</summary>\n\n" + MarkdownText.fenced(lines, language: "text") + "\n</details>\n"
    }
}
