import Traffic

/// What a release manager reads: the verdict, what to mind, and where each rollout stands.
enum SummarySections {
    static func verdict(_ document: ReportDocument) -> Markup {
        let (style, mark): (String, String) =
            switch document.verdict.readiness {
            case .ready: ("good", "✔")
            case .notReady: ("bad", "✘")
            case .undecided: ("open", "?")
            }
        return """
            <header class="\(style)">
            <p class="readiness"><span aria-hidden="true">\(mark)</span> \(Wording.readiness(document.verdict.readiness))</p>
            <h1>\(document.verdict.sentence)</h1>
            \(figures(document))</header>
            """
    }

    /// The few numbers that say how much the verdict rests on.
    private static func figures(_ document: ReportDocument) -> Markup {
        let compared = document.routes.map(\.comparisons).reduce(0, +)
        let matches = document.routes.map(\.matches).reduce(0, +)
        let incomparable = document.routes.flatMap(\.incomparable.values).reduce(0, +)
        let rate = compared > 0 ? Figures.percent(Double(matches) / Double(compared)) : "–"
        let figures: [(String, String)] = [
            ("comparisons", Figures.count(compared)),
            ("match", rate),
            ("incomparable", Figures.count(incomparable)),
            (
                document.discrepancies.count == 1 ? "discrepancy" : "discrepancies",
                Figures.count(document.discrepancies.count)
            ),
        ]
        let items = figures.map { name, figure -> Markup in
            "<div><dt>\(name)</dt><dd>\(figure)</dd></div>\n"
        }
        return "<dl class=\"figures\">\n\(Markup.joined(items))</dl>\n"
    }

    static func warnings(_ document: ReportDocument) -> Markup {
        guard !document.warnings.isEmpty else { return "" }
        let items = Markup.joined(document.warnings.map { "<li>\($0)</li>\n" })
        return HTMLParts.section("About these figures", id: "figures", "<ul class=\"warnings\">\n\(items)</ul>\n")
    }

    static func rollouts(_ document: ReportDocument) -> Markup {
        guard !document.rollouts.isEmpty else { return "" }
        return HTMLParts.section("Rollouts", id: "rollouts", .joined(document.rollouts.map(rollout)))
    }

    private static func rollout(_ rollout: RolloutRecord) -> Markup {
        let measured = rollout.share.measured.map(Figures.percent) ?? "nobody with a user key yet"
        let missing = Markup.joined(rollout.missing.map { "<li>\($0)</li>\n" })
        let list: Markup = rollout.missing.isEmpty ? "" : "<ul class=\"missing\">\n\(missing)</ul>\n"
        let phase: Markup =
            rollout.phase == .active ? "" : HTMLParts.badge(Wording.phase(rollout.phase), "bad") + " "
        return """
            <article class="card">
            <h3>\(rollout.feature) \(phase)\(HTMLParts.badge(rollout.verdict))</h3>
            <p>Stage \(Figures.percentage(rollout.stage)): \(Figures.percent(rollout.share.wanted)) of the requests are
            to be served by the candidate, measured: \(measured).</p>
            \(list)\(criteria(of: rollout))</article>

            """
    }

    private static func criteria(of rollout: RolloutRecord) -> Markup {
        guard !rollout.criteria.isEmpty else { return "" }
        let rows = rollout.criteria.map { criterion -> [HTMLParts.Cell] in
            let missing: Markup = criterion.missing.map { "<br><small>\($0)</small>" } ?? ""
            return [
                .init(content: "\(criterion.criterion)<br><small>\(criterion.route)</small>"),
                .init(content: "\(Figures.count(criterion.bad)) of \(Figures.count(criterion.observations))"),
                .init(content: "\(criterion.evidence.map { Figures.decimal($0, places: 2) } ?? "–")"),
                .init(content: HTMLParts.badge(criterion.verdict) + missing),
            ]
        }
        return HTMLParts.table(["criterion, by route", "bad", "evidence", "verdict"], rows)
    }
}
