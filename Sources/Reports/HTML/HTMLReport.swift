public import Traffic

/// The report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.
public enum HTMLReport {
    /// - Returns: A whole document. It reads on a phone and follows the reader's choice of light or dark.
    public static func render(_ document: ReportDocument) -> String {
        let title = "Parallax: \(Wording.readiness(document.verdict.readiness).lowercased())"
        let page: Markup = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(title)</title>
            <style>
            \(style)</style>
            </head>
            <body>
            \(SummarySections.verdict(document))
            <main>
            \(SummarySections.warnings(document))\
            \(SummarySections.rollouts(document))\
            \(RouteSections.routes(document))\
            \(RouteSections.incomparable(document))\
            \(DiscrepancySections.discrepancies(document))\
            \(HistorySections.rules(document))\
            \(HistorySections.decisions(document))\
            \(HistorySections.alerts(document))\
            </main>
            <footer>Parallax, report of \(Figures.time(document.generatedAt))</footer>
            </body>
            </html>

            """
        return page.html
    }

    private static var style: Markup { .trusted(String(decoding: PackageResources.report_css, as: UTF8.self)) }
}
