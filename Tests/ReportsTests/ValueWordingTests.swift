import Testing
import Traffic

@testable import Reports

@Suite("Words in place of values")
struct ValueWordingTests {
    @Test(
        "what stands in place of a value is shown as words, a value as JSON",
        arguments: [
            ("‹not JSON at line 3, column 7: found '\"'›", "‹not JSON at line 3, column 7: found '\"'›"),
            (
                "‹differ at offset 1,024 of 5,000 octets, XXH64 00ff›",
                "‹differ at offset 1,024 of 5,000 octets, XXH64 00ff›"
            ),
            ("‹the content coding 'a\\b' is not known›", "‹the content coding 'a\\b' is not known›"),
            ("plain", "\"plain\""), ("‹only begins so", "\"‹only begins so\""), ("a \"b\"", #""a \"b\"""#),
        ])
    func shown(string: String, text: String) {
        #expect(Wording.shown(JSONFragment(string: string)) == text)
    }

    @Test("reports say what is wrong with a body, and on which side")
    func reports() {
        var document = ReportDocument.sample
        document.discrepancies = [
            DiscrepancyRecord(
                route: "r", at: Location(["body"]), kind: .undecodable, count: 1, differences: 1, share: 1,
                firstSeen: document.generatedAt, lastSeen: document.generatedAt,
                examples: [
                    DiscrepancyRecord.Example(
                        requestID: "1", method: "GET", target: "/", at: Location(["body"]),
                        legacy: JSONFragment(string: "‹decodable, 5 octets›"),
                        candidate: JSONFragment(string: "‹not JSON at line 3, column 7: expected ':'›"))
                ])
        ]
        let terminal = TerminalReport.render(document, colour: false, width: 120)
        #expect(terminal.contains("/body  cannot be decoded"))
        #expect(terminal.contains("legacy     ‹decodable, 5 octets›"))
        #expect(terminal.contains("candidate  ‹not JSON at line 3, column 7: expected ':'›"))
        let page = HTMLReport.render(document)
        #expect(page.contains(">‹not JSON at line 3, column 7: expected &#39;:&#39;›</pre>"))
    }
}
