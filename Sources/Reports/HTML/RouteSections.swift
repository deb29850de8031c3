import Traffic

/// What became of the requests of each route.
enum RouteSections {
    static func routes(_ document: ReportDocument) -> Markup {
        guard !document.routes.isEmpty else {
            return HTMLParts.section("Routes", id: "routes", "<p>No request was counted.</p>\n")
        }
        let headings = ["route", "requests", "compared", "match rate", "mismatches", "incomparable", "not mirrored"]
        let legend: Markup = """
            <p class="legend"><span class="match">match</span> <span class="mismatch">mismatch</span>
            <span class="unknown">incomparable</span></p>

            """
        return HTMLParts.section(
            "Routes", id: "routes",
            HTMLParts.table(headings, document.routes.map(cells)) + legend
                + latencies(document))
    }

    private static func cells(of route: RouteRecord) -> [HTMLParts.Cell] {
        let incomparable = route.incomparable.values.reduce(0, +)
        let notes = RouteNotes.of(route, withNotMirrored: false).joined(separator: ", ")
        let small: Markup = notes.isEmpty ? "" : "<small>\(notes)</small>"
        let rate = route.matchRate
        return [
            .init(content: "\(route.name)\(bar(of: route, incomparable))\(small)"),
            .init(content: "\(Figures.count(route.requests))"),
            .init(content: "\(Figures.count(route.comparisons))"),
            .init(content: "\(rate.map(Figures.percent) ?? "–")", style: rate.map { $0 == 1 ? "good" : "bad" } ?? ""),
            .init(content: "\(Figures.count(route.mismatches))"),
            .init(content: "\(Figures.count(incomparable))", style: incomparable > 0 ? "open" : ""),
            .init(content: "\(Figures.count(route.notMirrored))"),
        ]
    }

    /// The numbers of the row again, to be seen at a glance.
    private static func bar(of route: RouteRecord, _ incomparable: Int) -> Markup {
        let whole = route.comparisons + incomparable
        guard whole > 0 else { return "" }
        let parts = [("match", route.matches), ("mismatch", route.mismatches), ("unknown", incomparable)]
            .filter { $0.1 > 0 }
            .map { style, count -> Markup in
                "<i class=\"\(style)\" style=\"flex-grow:\(HTMLParts.length(count, of: whole))\"></i>"
            }
        return "<span class=\"bar\" aria-hidden=\"true\">\(Markup.joined(parts))</span>"
    }

    private static func latencies(_ document: ReportDocument) -> Markup {
        let measured = document.routes.filter { $0.latency.legacy != nil || $0.latency.candidate != nil }
        guard !measured.isEmpty else { return "" }
        let headings = [
            "route", "legacy p50", "legacy p95", "legacy p99", "candidate p50", "candidate p95",
            "candidate p99", "p95 changed by",
        ]
        let rows = measured.map { route -> [HTMLParts.Cell] in
            let (legacy, candidate) = (route.latency.legacy, route.latency.candidate)
            let figures = [
                legacy?.p50, legacy?.p95, legacy?.p99, candidate?.p50, candidate?.p95, candidate?.p99,
            ]
            let change = Figures.change(from: legacy?.p95, to: candidate?.p95)
            let isSlower = change?.first == "+" || change?.first == "×"
            return [.init(content: "\(route.name)")]
                + figures.map { .init(content: "\(Figures.milliseconds($0))") }
                + [.init(content: "\(change ?? "–")", style: isSlower ? "open" : "")]
        }
        return "<h3>Latency in milliseconds</h3>\n" + HTMLParts.table(headings, rows)
    }

    static func incomparable(_ document: ReportDocument) -> Markup {
        let affected = document.routes.filter { !RouteNotes.reasons(of: $0).isEmpty }
        guard !affected.isEmpty else { return "" }
        let lists = affected.map { route -> Markup in
            let items = RouteNotes.reasons(of: route).map { reason, count -> Markup in
                """
                <li><b>\(Figures.count(count))</b> <code>\(reason)</code>
                <span>\(Wording.explanation(ofReason: reason))</span></li>

                """
            }
            return """
                <article class="card">
                <h3>\(route.name)</h3>
                <ul class="reasons">
                \(Markup.joined(items))</ul>
                </article>

                """
        }
        return HTMLParts.section(
            "Incomparable", id: "incomparable", "<p>\(Wording.incomparable)</p>\n" + Markup.joined(lists))
    }
}
