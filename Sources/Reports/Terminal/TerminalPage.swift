import Traffic

/// A report as it is being written for a terminal.
struct TerminalPage {
    let document: ReportDocument
    private var page: TerminalLines

    var painter: Painter { page.painter }
    var width: Int { page.width }
    var text: String { page.text }

    init(document: ReportDocument, painter: Painter, width: Int) {
        self.document = document
        page = TerminalLines(painter: painter, width: width)
    }

    mutating func line(_ line: String = "") { page.line(line) }

    mutating func heading(_ title: String) {
        line()
        line(painter(title, .bold))
    }

    mutating func table(_ table: TerminalTable) { page.table(table) }

    /// See ``TerminalLines/paragraph(_:lead:limit:leadStyle:style:)``.
    mutating func paragraph(_ words: String, lead: String, limit: Int = 100, style: Painter.Style? = nil) {
        page.paragraph(words, lead: lead, limit: limit, style: style)
    }

    // MARK: What a release manager reads

    mutating func verdict() {
        let (mark, style): (String, Painter.Style) =
            switch document.verdict.readiness {
            case .ready: ("✔", .green)
            case .notReady: ("✘", .red)
            case .undecided: ("?", .yellow)
            }
        let word = Wording.readiness(document.verdict.readiness)
        page.paragraph(
            document.verdict.sentence, lead: "\(mark) \(word.uppercased())  ", leadStyle: style, style: .bold)
        line(painter("  Report of \(Figures.time(document.generatedAt))", .faint))
    }

    mutating func warnings() {
        guard !document.warnings.isEmpty else { return }
        heading("About these figures")
        for warning in document.warnings { paragraph(warning, lead: "  ! ", style: .yellow) }
    }

    mutating func rollouts() {
        guard !document.rollouts.isEmpty else { return }
        heading("Rollouts")
        var table = TerminalTable(columns: [
            .text("feature"), .text("phase"), .number("stage"), .number("share wanted"), .number("measured"),
            .text("gate"),
        ])
        for rollout in document.rollouts {
            table.rows.append([
                .init(rollout.feature),
                .init(Wording.phase(rollout.phase), Painter.Style(rollout.phase)),
                .init(Figures.percentage(rollout.stage)),
                .init(Figures.percent(rollout.share.wanted)),
                .init(rollout.share.measured.map(Figures.percent) ?? "–"),
                .init(Wording.verdict(rollout.verdict), rollout.verdict.map { Painter.Style($0) }),
            ])
        }
        self.table(table)
        for rollout in document.rollouts where !rollout.missing.isEmpty || !rollout.criteria.isEmpty {
            line()
            paragraph(rollout.feature, lead: "  ")
            for missing in rollout.missing { paragraph("missing: " + missing, lead: "    · ") }
            criteria(of: rollout)
        }
    }

    private mutating func criteria(of rollout: RolloutRecord) {
        guard !rollout.criteria.isEmpty else { return }
        page.table(TerminalGate.criteria(rollout.criteria), indent: "    ")
    }

    // MARK: What became of the requests

    mutating func routes() {
        heading("Routes")
        guard !document.routes.isEmpty else {
            line("  No request was counted.")
            return
        }
        let isWide = width >= 96
        var table = TerminalTable(columns: [
            .text("route"), .number("requests"), .number("compared"), .number("match rate"), .number("mismatches"),
            .number("incomparable"),
        ])
        if isWide { table.columns.append(.number("not mirrored")) }
        for route in document.routes {
            let incomparable = route.incomparable.values.reduce(0, +)
            let rate = route.matchRate
            table.rows.append([
                .init(route.name),
                .init(Figures.count(route.requests)),
                .init(Figures.count(route.comparisons)),
                .init(rate.map(Figures.percent) ?? "–", rate.map { $0 == 1 ? .green : .red }),
                .init(Figures.count(route.mismatches)),
                .init(Figures.count(incomparable), incomparable > 0 ? .yellow : nil),
            ])
            if isWide { table.rows[table.rows.count - 1].append(.init(Figures.count(route.notMirrored))) }
        }
        self.table(table)
        for route in document.routes {
            let notes = RouteNotes.of(route, withNotMirrored: !isWide)
            guard !notes.isEmpty else { continue }
            paragraph("\(route.name): " + notes.joined(separator: ", "), lead: "  · ", style: .faint)
        }
    }

    mutating func latencies() {
        let measured = document.routes.filter { $0.latency.legacy != nil || $0.latency.candidate != nil }
        guard !measured.isEmpty else { return }
        heading("Latency in milliseconds")
        let legacy = quantiles(measured.map(\.latency.legacy))
        let candidate = quantiles(measured.map(\.latency.candidate))
        var table = TerminalTable(columns: [
            .text("route"), .number("legacy p50, p95, p99"), .number("candidate p50, p95, p99"), .number("p95"),
        ])
        for (index, route) in measured.enumerated() {
            let change = Figures.change(from: route.latency.legacy?.p95, to: route.latency.candidate?.p95)
            let isSlower = change?.first == "+" || change?.first == "×"
            table.rows.append([
                .init(route.name), .init(legacy[index]), .init(candidate[index]),
                .init(change ?? "–", isSlower ? .yellow : nil),
            ])
        }
        self.table(table)
    }

    /// The three figures of each route in one text, one below the other.
    private func quantiles(_ routes: [RouteRecord.Quantiles?]) -> [String] {
        let figures = routes.map { [$0?.p50, $0?.p95, $0?.p99].map(Figures.milliseconds) }
        let widths = (0..<3).map { column in figures.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
        return figures.map { row in
            zip(row, widths).map { DisplayWidth.padded($0, to: $1, atStart: true) }.joined(separator: "  ")
        }
    }

    mutating func incomparable() {
        let affected = document.routes.filter { $0.incomparable.values.contains { $0 > 0 } }
        guard !affected.isEmpty else { return }
        heading("Incomparable")
        paragraph(Wording.incomparable, lead: "  ", style: .faint)
        let counts = affected.flatMap(\.incomparable.values).map { DisplayWidth.of(Figures.count($0)) }.max() ?? 0
        for route in affected {
            paragraph(route.name, lead: "  ")
            for (reason, count) in RouteNotes.reasons(of: route) {
                let number = DisplayWidth.padded(Figures.count(count), to: counts, atStart: true)
                paragraph("\(reason): \(Wording.explanation(ofReason: reason))", lead: "    \(number)  ")
            }
        }
    }
}
