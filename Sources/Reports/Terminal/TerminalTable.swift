/// A table that is as wide as it must be, and as the terminal lets it be.
struct TerminalTable {
    /// One cell: text without any escape, and the style that is put around it after it was filled up.
    struct Cell {
        var text: String
        var style: Painter.Style?

        init(_ text: String, _ style: Painter.Style? = nil) {
            self.text = VisibleText.of(text)
            self.style = style
        }
    }

    /// What is in a column: text stands on the left, numbers on the right.
    enum Column {
        case text(String)
        case number(String)

        var heading: String {
            switch self {
            case .text(let heading), .number(let heading): heading
            }
        }

        var isNumber: Bool { if case .number = self { true } else { false } }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    func lines(width: Int, indent: String, painter: Painter) -> [String] {
        let widths = self.widths(within: width - DisplayWidth.of(indent))
        func line(_ cells: [Cell]) -> String {
            let parts = cells.enumerated().map { index, cell in
                let text = DisplayWidth.shortened(cell.text, to: widths[index])
                let isOpenEnd = index == columns.count - 1 && !columns[index].isNumber
                let filled =
                    isOpenEnd
                    ? text : DisplayWidth.padded(text, to: widths[index], atStart: columns[index].isNumber)
                return cell.style.map { painter(filled, $0) } ?? filled
            }
            return indent + parts.joined(separator: "  ")
        }
        return [line(columns.map { Cell($0.heading, .faint) })] + rows.map(line)
    }

    /// As wide as the cells are; where that is too much, the widest columns of text give way.
    private func widths(within limit: Int) -> [Int] {
        var widths = columns.map { DisplayWidth.of($0.heading) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell.text)) }
        }
        let texts = columns.indices.filter { !columns[$0].isNumber }
        var excess = widths.reduce(0, +) + 2 * (columns.count - 1) - limit
        while excess > 0, let widest = texts.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8 {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
