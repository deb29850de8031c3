import Traffic

/// What an engineer reads: one line a defect, which opens to one real example.
enum DiscrepancySections {
    /// So many are open from the start.
    private static let openOnes = 3

    static func discrepancies(_ document: ReportDocument) -> Markup {
        guard !document.discrepancies.isEmpty else {
            return HTMLParts.section("Discrepancies", id: "discrepancies", "<p>None.</p>\n")
        }
        let all = RouteNotes.largestFirst(document.discrepancies)
        let cards = all.enumerated().map { index, discrepancy in
            card(discrepancy, largest: all[0].share, isOpen: index < openOnes, now: document.generatedAt)
        }
        return HTMLParts.section(
            "Discrepancies", id: "discrepancies", note: " <small>largest first</small>", .joined(cards))
    }

    private static func card(
        _ discrepancy: DiscrepancyRecord,
        largest: Double,
        isOpen: Bool,
        now: Timestamp
    ) -> Markup {
        let place = discrepancy.at.description
        let open: Markup = isOpen ? " open" : ""
        let share = Figures.decimal(largest > 0 ? max(discrepancy.share / largest * 100, 0.75) : 0, places: 2)
        return """
            <details class="card discrepancy"\(open)>
            <summary>
            <span class="count"><b>\(Figures.count(discrepancy.count))</b> <small>\(Figures.percent(discrepancy.share))</small></span>
            <span class="place"><code>\(breakable(place.isEmpty ? "(whole answer)" : place))</code>
            <small>\(Wording.kind(discrepancy.kind)) · \(discrepancy.route)</small></span>
            <span class="share" aria-hidden="true"><i style="width:\(share)%"></i></span>
            </summary>
            \(facts(discrepancy, now: now))\(example(discrepancy))</details>

            """
    }

    private static func facts(_ discrepancy: DiscrepancyRecord, now: Timestamp) -> Markup {
        let state = discrepancy.state == .open ? "open" : discrepancy.state == .regressed ? "bad" : "good"
        let noise = discrepancy.noise == .regression ? "bad" : discrepancy.noise == .unknown ? "plain" : "open"
        let first = HTMLParts.time(discrepancy.firstSeen)
        let last = HTMLParts.time(discrepancy.lastSeen)
        let shared = discrepancy.valueClass.map { fact("values", Wording.sharedClass($0)) } ?? ""
        let approximate = Wording.approximate(discrepancy).map { fact("pairing", $0) } ?? ""
        return """
            <p>\(HTMLParts.badge(Wording.state(discrepancy.state), state))
            \(HTMLParts.badge(Wording.noise(discrepancy.noise), noise))</p>
            <dl class="facts">
            <div><dt>shown by</dt><dd>\(Figures.counted(discrepancy.count, "exchange")), \
            \(Figures.counted(discrepancy.differences, "difference"))</dd></div>
            <div><dt>first seen</dt><dd>\(first) <small>\(Figures.age(of: discrepancy.firstSeen, at: now))</small></dd></div>
            <div><dt>last seen</dt><dd>\(last) <small>\(Figures.age(of: discrepancy.lastSeen, at: now))</small></dd></div>
            \(shared)\(approximate)<div><dt>identifier</dt><dd><code>\(discrepancy.id)</code></dd></div>
            \(more(discrepancy))</dl>

            """
    }

    private static func fact(_ name: String, _ words: String) -> Markup {
        "<div><dt>\(name)</dt><dd>\(words)</dd></div>\n"
    }

    private static func more(_ discrepancy: DiscrepancyRecord) -> Markup {
        let evidence = Wording.noiseEvidence(discrepancy.noiseCounts).map { text -> Markup in
            "<div><dt>noise</dt><dd>\(text)</dd></div>\n"
        }
        let triage = discrepancy.triage.map { record -> Markup in
            "<div><dt>decided</dt><dd>\(Wording.triage(record))</dd></div>\n"
        }
        return .joined((evidence.map { [$0] } ?? []) + triage)
    }

    private static func example(_ discrepancy: DiscrepancyRecord) -> Markup {
        guard let example = discrepancy.examples.first else { return "<p>No example was kept.</p>\n" }
        let changed = ChangedPart(legacy: example.legacy, candidate: example.candidate)
        let legacy = value(example.legacy, marked: changed?.legacy, in: changed)
        let candidate = value(example.candidate, marked: changed?.candidate, in: changed)
        return """
            <p class="at">At <code>\(breakable(example.at.description))</code> in
            <code>\(example.method) \(breakable(example.target))</code>, request <code>\(breakable(example.requestID))</code></p>
            <div class="values">
            <figure><figcaption>legacy</figcaption>\(legacy)</figure>
            <figure><figcaption>candidate</figcaption>\(candidate)</figure>
            </div>
            <pre class="again" tabindex="0" aria-label="The command that sends the request again">\(CurlCommand.text(example))</pre>

            """
    }

    private static func value(_ value: JSONFragment?, marked: String?, in changed: ChangedPart?) -> Markup {
        guard let value else { return "<pre class=\"nothing\">nothing there</pre>" }
        guard let changed, let marked, !Wording.isDescription(value) else {
            return "<pre tabindex=\"0\">\(Wording.shown(value))</pre>"
        }
        let middle: Markup = marked.isEmpty ? "" : "<mark>\(marked)</mark>"
        return "<pre tabindex=\"0\">\(changed.start)\(middle)\(changed.end)</pre>"
    }

    /// A pointer or path that may be broken after each slash.
    private static func breakable(_ text: String) -> Markup {
        .joined(
            text.split(separator: "/", omittingEmptySubsequences: false).map { .text(String($0)) }, separator: "/<wbr>")
    }
}
