import Traffic

/// What rules hid, what was decided, and what fired.
enum HistorySections {
    static func rules(_ document: ReportDocument) -> Markup {
        let used = document.rules.filter { $0.suppressed > 0 || $0.expired }
        guard !used.isEmpty else { return "" }
        let rows = used.map { rule -> [HTMLParts.Cell] in
            let expired: Markup = rule.expired ? " \(HTMLParts.badge("expired", "bad"))" : ""
            return [
                .init(content: "<code>\(rule.at)</code>\(expired)"),
                .init(content: "\(rule.route)"),
                .init(content: "\(rule.rule)"),
                .init(content: "\(Figures.count(rule.suppressed))"),
            ]
        }
        return HTMLParts.section(
            "Rules that hid differences", id: "rules", HTMLParts.table(["at", "route", "rule", "suppressed"], rows))
    }

    static func decisions(_ document: ReportDocument) -> Markup {
        guard !document.decisions.isEmpty else { return "" }
        let items = document.decisions.map { decision -> Markup in
            """
            <li>\(HTMLParts.time(decision.at)) <b>\(DecisionText.subject(decision))</b>: \(DecisionText.describe(decision))
            <small>\(decision.refusal ?? decision.reason)</small></li>

            """
        }
        return HTMLParts.section("Decisions", id: "decisions", "<ul class=\"log\">\n\(Markup.joined(items))</ul>\n")
    }

    static func alerts(_ document: ReportDocument) -> Markup {
        guard !document.alerts.isEmpty else { return "" }
        let items = document.alerts.map { alert -> Markup in
            let end: Markup = alert.resolvedAt.map { "until \(HTMLParts.time($0))" } ?? HTMLParts.badge("firing", "bad")
            return """
                <li><b>\(alert.name)</b> <small>\(alert.severity)</small> <code>\(alert.condition)</code>
                since \(HTMLParts.time(alert.firedAt)) \(end) <small>\(alert.summary)</small></li>

                """
        }
        return HTMLParts.section("Alerts", id: "alerts", "<ul class=\"log\">\n\(Markup.joined(items))</ul>\n")
    }
}
