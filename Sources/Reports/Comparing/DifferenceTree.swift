import Traffic

/// Lays out a comparison as the lines of a tree: the way to each difference, both values, and the rest folded.
struct DifferenceTree {
    /// Columns that each level is indented by.
    static let indent = 2
    /// Columns that the mark takes.
    static let margin = 2
    /// Deeper levels are not indented further, so that there is room for what stands there.
    private static let deepestIndent = 12

    private(set) var lines: [DifferenceLine] = []
    private let width: Int
    /// Whether every difference there is was kept, so that the rest is known to be unchanged.
    private let isWhole: Bool

    init(_ document: ComparisonDocument, width: Int) {
        self.width = width
        isWhole = document.differences.count == document.differenceCount
        if let outline = document.outline { add(outline, depth: 0) }
    }

    /// The column that a depth's text begins in.
    static func column(ofDepth depth: Int) -> Int { margin + min(depth, deepestIndent) * indent }

    private mutating func add(_ place: DocumentOutline, depth: Int) {
        let label = label(of: place.name)
        for difference in place.differences where difference.kind != .reordered {
            add(difference, label: label, depth: depth)
        }
        let order = place.differences.first { $0.kind == .reordered }
        guard order != nil || !place.entries.isEmpty else { return }
        let (open, close, content) = Self.brackets(of: place.shape)
        let notes = order.map { [DifferenceLine.Note(words: Wording.order($0.order))] + Self.positionNote($0) } ?? []
        let mark: DifferenceLine.Mark = order == nil ? .both : .moved
        guard !place.entries.isEmpty else {
            lines.append(
                DifferenceLine(
                    mark: mark, depth: depth, label: label, value: .whole("\(open) \(content) \(close)"), notes: notes))
            return
        }
        lines.append(DifferenceLine(mark: mark, depth: depth, label: label, value: .whole(open), notes: notes))
        for entry in place.entries {
            switch entry {
            case .place(let inner): add(inner, depth: depth + 1)
            case .fold(let fold): add(fold, depth: depth + 1)
            }
        }
        lines.append(DifferenceLine(mark: .both, depth: depth, value: .whole(close)))
    }

    private mutating func add(_ fold: DocumentOutline.Fold, depth: Int) {
        var parts: [String] = []
        if fold.unchanged > 0 {
            parts.append("\(Figures.count(fold.unchanged)) \(isWhole ? "unchanged" : "more")")
        }
        if fold.differing > 0 { parts.append("\(Figures.counted(fold.differing, "difference")) not shown") }
        if fold.explained > 0 { parts.append("\(Figures.counted(fold.explained, "difference")) explained by rules") }
        lines.append(
            DifferenceLine(
                mark: .both, depth: depth, value: .whole("… " + parts.joined(separator: ", ")), isFolded: true))
    }

    private mutating func add(_ difference: Difference, label: String, depth: Int) {
        let room = width - Self.column(ofDepth: depth) - DisplayWidth.of(label)
        let notes = Self.notes(of: difference)
        switch (difference.legacy, difference.candidate) {
        case (let legacy?, let candidate?):
            let pair = ValuePair(legacy, candidate, room: room)
            lines.append(DifferenceLine(mark: .legacy, depth: depth, label: label, value: pair.legacy))
            lines.append(
                DifferenceLine(mark: .candidate, depth: depth, label: label, value: pair.candidate, notes: notes))
        case (let legacy?, nil):
            let value = ValuePair.alone(legacy, room: room)
            lines.append(DifferenceLine(mark: .legacy, depth: depth, label: label, value: value, notes: notes))
        case (nil, let candidate?):
            let value = ValuePair.alone(candidate, room: room)
            lines.append(DifferenceLine(mark: .candidate, depth: depth, label: label, value: value, notes: notes))
        case (nil, nil): break
        }
    }

    private static func notes(of difference: Difference) -> [DifferenceLine.Note] {
        var notes: [DifferenceLine.Note] = []
        if let valueClass = difference.classes.first {
            notes.append(DifferenceLine.Note(words: Wording.valueClass(valueClass)))
        } else if difference.kind != .changed {
            notes.append(DifferenceLine.Note(words: Wording.kind(difference.kind), isTelling: false))
        }
        if let legacy = difference.legacy, legacy == difference.candidate {
            notes.append(DifferenceLine.Note(words: "they part beyond what is kept of so long a value"))
        }
        return notes + positionNote(difference)
    }

    private static func positionNote(_ difference: Difference) -> [DifferenceLine.Note] {
        difference.isApproximate ? [DifferenceLine.Note(words: "paired by position")] : []
    }

    private func label(of name: DocumentOutline.Name) -> String {
        switch name {
        case .root: ""
        case .member(let key):
            DisplayWidth.shortened(VisibleText.unambiguous(JSONFragment.quoted(key)), to: min(40, width / 3)) + ": "
        case .element(let index): "[\(index)] "
        }
    }

    private static func brackets(of shape: DocumentOutline.Shape) -> (open: String, close: String, content: String) {
        switch shape {
        case .array(let count): ("[", "]", Figures.counted(count, "element"))
        case .object(let count): ("{", "}", Figures.counted(count, "member"))
        case .value: ("", "", "")
        }
    }
}
