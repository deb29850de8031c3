public import Traffic

/// The report for a terminal.
public enum TerminalReport {
    /// - Parameters:
    ///   - colour: Whether the text may contain escape sequences. Without, it contains none.
    ///   - width: Columns of the terminal; at least 72 are used.
    /// - Returns: The verdict first, then routes, then discrepancies, the largest first; a line feed at the end.
    public static func render(_ document: ReportDocument, colour: Bool, width: Int) -> String {
        var page = TerminalPage(document: document, painter: Painter(colour: colour), width: max(72, width))
        page.verdict()
        page.warnings()
        page.rollouts()
        page.routes()
        page.latencies()
        page.incomparable()
        page.discrepancies()
        page.rules()
        page.decisions()
        page.alerts()
        return page.text
    }
}
