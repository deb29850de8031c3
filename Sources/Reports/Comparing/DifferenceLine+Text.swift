extension DifferenceLine {
    /// The line in columns: the notes beside the value where there is room, else below it.
    func text(width: Int, painter: Painter) -> [String] {
        let indent = String(
            repeating: " ", count: DifferenceTree.column(ofDepth: depth) - DifferenceTree.margin)
        let lead = painted(String(mark.rawValue) + " ", painter, isStrong: true)
        let shown =
            indent + painted(label + value.start, painter) + painted(value.changed, painter, isStrong: true)
            + painted(value.end, painter)
        guard !notes.isEmpty else { return [lead + shown] }
        let words = notes.map(\.words).joined(separator: ", ")
        let isTelling = notes.contains { $0.isTelling }
        let note = isTelling ? painter("· " + words, .yellow) : painter("· " + words, .faint)
        let column = DifferenceTree.column(ofDepth: depth) + DisplayWidth.of(label) + value.width
        if column + 4 + DisplayWidth.of(words) <= width { return [lead + shown + "  " + note] }
        let start = String(repeating: " ", count: DifferenceTree.column(ofDepth: depth + 1))
        let room = width - DifferenceTree.column(ofDepth: depth + 1) - 2
        let below = DisplayWidth.wrapped(words, to: room).enumerated().map { number, words in
            start
                + (isTelling
                    ? painter((number == 0 ? "· " : "  ") + words, .yellow)
                    : painter((number == 0 ? "· " : "  ") + words, .faint))
        }
        return [lead + shown] + below
    }

    private func painted(_ text: String, _ painter: Painter, isStrong: Bool = false) -> String {
        switch (mark, isStrong) {
        case (.both, _): isFolded ? painter(text, .faint) : text
        case (.legacy, true): painter(text, .bold, .red)
        case (.legacy, false): painter(text, .red)
        case (.candidate, true): painter(text, .bold, .green)
        case (.candidate, false): painter(text, .green)
        case (.moved, _): painter(text, .yellow)
        }
    }
}
