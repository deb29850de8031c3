public import Traffic

/// Rollouts as a tree: stage, share wanted and measured, gate, and what is missing.
public enum StatusTree {
    /// - Parameters:
    ///   - colour: Whether the text may contain escape sequences.
    ///   - width: Columns of the terminal; at least 72 are used.
    public static func render(_ overview: RolloutOverview, colour: Bool, width: Int) -> String {
        var tree = StatusTreePage(painter: Painter(colour: colour), width: max(72, width))
        tree.top(overview)
        for rollout in overview.rollouts { tree.rollout(rollout) }
        if overview.rollouts.isEmpty { tree.page.line("The configuration has no rollouts.") }
        return tree.page.text
    }
}

/// The tree as it is being written.
private struct StatusTreePage {
    var page: TerminalLines
    private var painter: Painter { page.painter }

    init(painter: Painter, width: Int) { page = TerminalLines(painter: painter, width: width) }

    mutating func top(_ overview: RolloutOverview) {
        if overview.halted {
            page.paragraph(
                "everything is halted: nothing goes to the candidate, copies included", lead: "⏸ HALTED  ",
                leadStyle: .red, style: .bold)
        }
        if overview.killSwitch {
            page.paragraph(
                "USE_NEW_SERVICES=false in the environment: nothing goes to the candidate, copies included",
                lead: "⏸ KILL SWITCH  ", leadStyle: .red, style: .bold)
        }
        for warning in overview.warnings { page.paragraph(warning, lead: "! ", style: .yellow) }
        if overview.halted || overview.killSwitch || !overview.warnings.isEmpty { page.line() }
    }

    mutating func rollout(_ rollout: RolloutStatus) {
        let (word, style) = state(of: rollout)
        page.line(
            painter(VisibleText.of(rollout.feature), .bold) + "  " + painter(word, style)
                + painter("  \(rollout.promotion) promotion over \(rollout.routes.joined(separator: ", "))", .faint))
        var branches: [(String, Painter.Style?)] = [(stages(of: rollout), nil), (share(of: rollout), nil)]
        branches += gate(of: rollout)
        if rollout.isFrozen { branches.append(("frozen: nothing is promoted now", .yellow)) }
        if let last = rollout.lastDecision {
            branches.append(
                (
                    "last: \(DecisionText.describe(last)) on \(Figures.time(last.at)): \(last.refusal ?? last.reason)",
                    .faint
                ))
        }
        for (index, branch) in branches.enumerated() {
            let lead = index == branches.count - 1 ? "└─ " : "├─ "
            page.paragraph(branch.0, lead: lead, limit: 4, style: branch.1)
        }
        page.line()
    }

    private func state(of rollout: RolloutStatus) -> (String, Painter.Style) {
        guard rollout.isEnabled else { return ("disabled", .yellow) }
        return (Wording.phase(rollout.phase), Painter.Style(rollout.phase))
    }

    /// Such as `0 → 1 → [10] → 25 → 50 → 100 %`.
    private func stages(of rollout: RolloutStatus) -> String {
        var all = rollout.stages
        if !all.contains(rollout.stage) {
            all.append(rollout.stage)
            all.sort()
        }
        let texts = all.map { stage in
            let text = Figures.decimal(stage, places: 3)
            return stage == rollout.stage ? "[\(text)]" : text
        }
        return "stage \(texts.joined(separator: " → ")) %"
    }

    private func share(of rollout: RolloutStatus) -> String {
        let measured = rollout.share.measured.map(Figures.percent) ?? "nothing yet"
        let whitelist =
            rollout.whitelisted > 0 ? ", and \(Figures.counted(rollout.whitelisted, "whitelisted user"))" : ""
        return "share wanted \(Figures.percent(rollout.share.wanted))\(whitelist), measured \(measured) since "
            + Figures.time(rollout.startedAt)
    }

    private func gate(of rollout: RolloutStatus) -> [(String, Painter.Style?)] {
        guard let gate = rollout.gate else { return [("no gate", .faint)] }
        var lines: [(String, Painter.Style?)] = []
        let attempt = gate.attempt > 1 ? ", attempt \(gate.attempt)" : ""
        let summary = GateSummary(gate: gate)
        let why = gate.verdict == .fail ? ": " + summary.failures.joined(separator: ", ") : ""
        lines.append(("gate \(gate.verdict.rawValue)\(attempt)\(why)", Painter.Style(gate.verdict)))
        for missing in gate.missing { lines.append(("missing: \(missing)", nil)) }
        for warning in gate.warnings { lines.append((warning, .yellow)) }
        return lines
    }
}
