/// Text for a terminal as it is being written: lines, paragraphs and tables.
struct TerminalLines {
    let painter: Painter
    let width: Int
    private(set) var text = ""

    init(painter: Painter, width: Int) {
        self.painter = painter
        self.width = width
    }

    mutating func line(_ line: String = "") {
        var end = line[...]
        while end.last == " " { end.removeLast() }
        text += end + "\n"
    }

    mutating func table(_ table: TerminalTable, indent: String = "  ") {
        for row in table.lines(width: width, indent: indent, painter: painter) { line(row) }
    }

    /// A text in lines that begin below its first one.
    ///
    /// - Parameters:
    ///   - lead: What the first line begins with.
    ///   - limit: At most so many lines; the last one ends in `…` where there are more.
    mutating func paragraph(
        _ words: String,
        lead: String,
        limit: Int = 100,
        leadStyle: Painter.Style? = nil,
        style: Painter.Style? = nil
    ) {
        let indent = DisplayWidth.of(lead)
        var lines = DisplayWidth.wrapped(VisibleText.of(words), to: width - indent)
        if lines.count > limit {
            lines = Array(lines.prefix(limit))
            lines[limit - 1] = DisplayWidth.prefix(lines[limit - 1], width: width - indent - 1) + "…"
        }
        for (index, words) in lines.enumerated() {
            let start =
                index == 0 ? leadStyle.map { painter(lead, .bold, $0) } ?? lead : String(repeating: " ", count: indent)
            line(start + (style.map { painter(words, $0) } ?? words))
        }
    }
}
