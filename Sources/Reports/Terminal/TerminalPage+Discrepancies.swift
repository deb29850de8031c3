import Traffic

extension TerminalPage {
    // MARK: What an engineer reads

    /// One line a defect, and below it what is needed to look into it.
    mutating func discrepancies() {
        heading("Discrepancies")
        guard !document.discrepancies.isEmpty else {
            line("  None.")
            return
        }
        let all = RouteNotes.largestFirst(document.discrepancies)
        let counts = all.map { DisplayWidth.of(Figures.count($0.count)) }.max() ?? 0
        let shares = all.map { DisplayWidth.of(Figures.percent($0.share)) }.max() ?? 0
        for discrepancy in all {
            let count = DisplayWidth.padded(Figures.count(discrepancy.count), to: counts, atStart: true)
            let share = DisplayWidth.padded(Figures.percent(discrepancy.share), to: shares, atStart: true)
            let kind = Wording.kind(discrepancy.kind)
            let lead = "  \(count)  \(share)  "
            let place = VisibleText.of(discrepancy.at.description)
            let room = width - DisplayWidth.of(lead) - DisplayWidth.of(kind) - 2
            line()
            line(
                lead + painter(DisplayWidth.shortened(place.isEmpty ? "(whole answer)" : place, to: room), .bold, .cyan)
                    + "  " + painter(kind, .red))
            details(of: discrepancy, indent: String(repeating: " ", count: DisplayWidth.of(lead)))
        }
    }

    private mutating func details(of discrepancy: DiscrepancyRecord, indent: String) {
        var facts = "\(discrepancy.route) · \(Wording.state(discrepancy.state)) · \(Wording.noise(discrepancy.noise))"
        if discrepancy.differences != discrepancy.count {
            facts += " · \(Figures.counted(discrepancy.differences, "difference")) in all"
        }
        paragraph(facts + " · \(discrepancy.id)", lead: indent, style: .faint)
        if let shared = discrepancy.valueClass { paragraph(Wording.sharedClass(shared), lead: indent, style: .yellow) }
        if let note = Wording.approximate(discrepancy) { paragraph(note, lead: indent, style: .yellow) }
        if let evidence = Wording.noiseEvidence(discrepancy.noiseCounts) {
            paragraph(evidence, lead: indent, style: .faint)
        }
        if let newest = discrepancy.triage.first { paragraph(Wording.triage(newest), lead: indent, style: .faint) }
        let now = document.generatedAt
        paragraph(
            "first \(Figures.time(discrepancy.firstSeen)) (\(Figures.age(of: discrepancy.firstSeen, at: now))), "
                + "last \(Figures.time(discrepancy.lastSeen)) (\(Figures.age(of: discrepancy.lastSeen, at: now)))",
            lead: indent, style: .faint)
        guard let example = discrepancy.examples.first else { return }
        if example.at != discrepancy.at { paragraph(example.at.description, lead: indent + "at         ", limit: 2) }
        value(example.legacy, lead: indent + "legacy     ", style: .green)
        value(example.candidate, lead: indent + "candidate  ", style: .red)
        command(CurlCommand.parts(example), lead: indent + "again      ")
    }

    /// A command that can be copied: in one line, or with its parts on lines of their own, but never broken inside.
    private mutating func command(_ parts: [String], lead: String) {
        let whole = parts.joined(separator: " ")
        if DisplayWidth.of(lead) + DisplayWidth.of(whole) <= width {
            line(lead + painter(whole, .faint))
            return
        }
        for (index, part) in parts.enumerated() {
            let start = index == 0 ? lead : String(repeating: " ", count: DisplayWidth.of(lead) + 2)
            line(start + painter(part + (index < parts.count - 1 ? " \\" : ""), .faint))
        }
    }

    private mutating func value(_ value: JSONFragment?, lead: String, style: Painter.Style) {
        paragraph(
            value.map(Wording.shown) ?? "(nothing there)", lead: lead, limit: 4, style: value == nil ? .faint : style)
    }

    mutating func rules() {
        let used = document.rules.filter { $0.suppressed > 0 || $0.expired }
        guard !used.isEmpty else { return }
        heading("Rules that hid differences")
        var table = TerminalTable(columns: [
            .text("at"), .text("route"), .text("rule"), .number("suppressed"), .text(""),
        ])
        for rule in used {
            table.rows.append([
                .init(rule.at), .init(rule.route), .init(rule.rule), .init(Figures.count(rule.suppressed)),
                .init(rule.expired ? "expired" : "", .red),
            ])
        }
        self.table(table)
    }

    mutating func decisions() {
        guard !document.decisions.isEmpty else { return }
        heading("Decisions")
        for decision in document.decisions {
            paragraph(
                "\(Figures.time(decision.at))  \(DecisionText.subject(decision)): \(DecisionText.describe(decision)) – "
                    + (decision.refusal ?? decision.reason), lead: "  · ")
        }
    }

    mutating func alerts() {
        guard !document.alerts.isEmpty else { return }
        heading("Alerts")
        for alert in document.alerts {
            let end = alert.resolvedAt.map { "until \(Figures.time($0))" } ?? "still firing"
            paragraph(
                "\(alert.severity): \(alert.name) (\(alert.condition)) since \(Figures.time(alert.firedAt)), \(end)"
                    + (alert.summary.isEmpty ? "" : ": \(alert.summary)"),
                lead: "  · ", style: alert.resolvedAt == nil ? .red : nil)
        }
    }
}
