public import Traffic

/// A gate's verdict for a terminal.
public enum TerminalGate {
    /// - Parameters:
    ///   - colour: Whether the text may contain escape sequences.
    ///   - width: Columns of the terminal; at least 72 are used.
    /// - Returns: The verdict first, then its numbers; a line feed at the end.
    public static func render(_ gate: GateRecord, colour: Bool, width: Int) -> String {
        let painter = Painter(colour: colour)
        let summary = GateSummary(gate: gate)
        var page = TerminalLines(painter: painter, width: max(72, width))
        page.paragraph(
            summary.sentence, lead: "\(summary.mark) \(summary.word.uppercased())  ", leadStyle: summary.style,
            style: .bold)
        page.line(painter("  " + summary.basis, .faint))
        // The sentence of one that moves has them already.
        for missing in gate.missing where summary.isHeld { page.paragraph("missing: " + missing, lead: "  · ") }
        for warning in gate.warnings { page.paragraph(warning, lead: "  ! ", style: .yellow) }
        if !gate.criteria.isEmpty {
            page.line()
            page.table(criteria(gate.criteria))
        }
        for probe in gate.probes {
            page.paragraph(
                "probe \(probe.name): \(GateSummary.value(of: probe))", lead: "  · ",
                style: probe.holds == true ? .green : probe.holds == false ? .red : .yellow)
        }
        return page.text
    }

    /// The numbers that a verdict rests on.
    static func criteria(_ records: [CriterionRecord]) -> TerminalTable {
        var table = TerminalTable(columns: [
            .text("criterion, by route"), .number("bad"), .number("of"), .number("rate within"), .number("evidence"),
            .text("verdict"),
        ])
        for criterion in records {
            table.rows.append([
                .init("\(criterion.criterion)  \(criterion.route)"),
                .init(Figures.count(criterion.bad)),
                .init(Figures.count(criterion.observations)),
                .init(GateSummary.interval(criterion.interval)),
                .init(criterion.evidence.map { Figures.evidence($0) } ?? "–"),
                .init(Wording.verdict(criterion.verdict), Painter.Style(criterion.verdict)),
            ])
        }
        return table
    }
}
