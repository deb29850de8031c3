public import Traffic

/// A gate's verdict in Markdown: for a comment, or for the summary of a step of GitHub's Actions.
public enum MarkdownGate {
    /// - Returns: The verdict, what is missing, and a table of the numbers; a line feed at the end.
    public static func render(_ gate: GateRecord) -> String {
        let summary = GateSummary(gate: gate)
        var text =
            "\(summary.mark) **\(MarkdownText.escaped(summary.word))**: \(MarkdownText.escaped(summary.sentence))\n"
        if !gate.missing.isEmpty {
            text += "\n" + gate.missing.map { "- missing: \(MarkdownText.escaped($0))\n" }.joined()
        }
        for warning in gate.warnings { text += "\n> \(MarkdownText.escaped(warning))\n" }
        if !gate.criteria.isEmpty {
            text += "\n| criterion | route | bad | of | rate within | evidence | verdict |\n"
            text += "| --- | --- | ---: | ---: | ---: | ---: | --- |\n"
            for criterion in gate.criteria { text += row(criterion) }
        }
        if !gate.probes.isEmpty {
            text += "\n| probe | value | holds |\n| --- | --- | --- |\n"
            for probe in gate.probes {
                let holds = probe.holds.map { $0 ? "yes" : "no" } ?? "–"
                text +=
                    "| \(MarkdownText.code(probe.name)) | \(MarkdownText.escaped(GateSummary.value(of: probe))) "
                    + "| \(holds) |\n"
            }
        }
        return text + "\n\(MarkdownText.escaped(summary.basis))\n"
    }

    /// The same under a heading, as GitHub shows it below a step.
    public static func renderStepSummary(_ gate: GateRecord) -> String {
        "### Gate of \(MarkdownText.escaped(gate.feature)) at \(MarkdownText.escaped(Figures.percentage(gate.stage)))\n\n"
            + render(gate)
    }

    private static func row(_ criterion: CriterionRecord) -> String {
        let cells = [
            MarkdownText.code(criterion.criterion),
            MarkdownText.escaped(criterion.route),
            Figures.count(criterion.bad),
            Figures.count(criterion.observations),
            GateSummary.interval(criterion.interval),
            criterion.evidence.map { Figures.evidence($0) } ?? "–",
            criterion.verdict.rawValue,
        ]
        return "| \(cells.joined(separator: " | ")) |\n"
    }
}
