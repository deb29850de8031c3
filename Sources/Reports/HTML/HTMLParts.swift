import Traffic

/// What several sections are made of.
enum HTMLParts {
    static func section(_ title: String, id: String, note: Markup = "", _ body: Markup) -> Markup {
        """
        <section id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(title)\(note)</h2>
        \(body)</section>

        """
    }

    /// One cell of a table. On a narrow screen a row becomes a card, and each cell says what it is.
    struct Cell {
        var content: Markup
        var style = ""
    }

    static func table(_ headings: [String], _ rows: [[Cell]]) -> Markup {
        let head = Markup.joined(headings.map { "<th scope=\"col\">\($0)</th>" })
        let body = Markup.joined(
            rows.map { row in
                let cells = Markup.joined(
                    zip(headings, row).enumerated().map { index, pair -> Markup in
                        let (heading, cell) = pair
                        if index == 0 { return "<th scope=\"row\">\(cell.content)</th>" }
                        return "<td data-label=\"\(heading)\" class=\"\(cell.style)\"><span>\(cell.content)</span></td>"
                    })
                return "<tr>\(cells)</tr>\n"
            })
        return """
            <table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>
            </table>

            """
    }

    static func time(_ time: Timestamp) -> Markup {
        "<time datetime=\"\(time.description)\">\(Figures.time(time))</time>"
    }

    static func badge(_ text: String, _ style: String) -> Markup { "<span class=\"badge \(style)\">\(text)</span>" }

    static func badge(_ verdict: GateVerdict?) -> Markup { badge(Wording.verdict(verdict), style(of: verdict)) }

    static func style(of verdict: GateVerdict?) -> String {
        switch verdict {
        case .pass: "good"
        case .fail, .error: "bad"
        case .inconclusive: "open"
        case nil: "plain"
        }
    }

    /// A share of a bar, in percent of its length.
    static func length(_ part: Int, of whole: Int) -> Markup {
        let share = whole > 0 ? Double(part) / Double(whole) * 100 : 0
        // What occurred at all must be seen.
        return "\(Figures.decimal(part > 0 ? max(share, 0.75) : 0, places: 2))"
    }
}
