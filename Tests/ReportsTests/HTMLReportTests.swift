import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("The HTML report")
struct HTMLReportTests {
    private let sample = HTMLReport.render(.sample)

    @Test("opens with the verdict in one sentence")
    func verdict() throws {
        let body = try #require(sample.range(of: "<body>")).upperBound
        let heading = try #require(sample.range(of: "<h1>"))
        let end = try #require(sample.range(of: "</h1>"))
        #expect(String(sample[heading.upperBound..<end.lowerBound]) == ReportDocument.sample.verdict.sentence)
        #expect(!sample[body..<heading.lowerBound].contains("<h2"))
        #expect(sample.contains("<title>Parallax: not ready</title>"))
    }

    @Test("a rollout that is rolled back says so beside its name")
    func rolledBack() {
        let page = HTMLReport.render(.hostile("calm"))
        #expect(page.contains("<h3>calm <span class=\"badge bad\">rolled back</span> <span class=\"badge bad\">"))
        #expect(!HTMLReport.render(.sample).contains("rolled back"))
    }

    @Test("needs nothing from elsewhere, and no script")
    func selfContained() {
        for part in ["<script", "<link", "<img", "src=", "url(", "@import", "href="] {
            #expect(!sample.contains(part), "\(part)")
        }
        #expect(sample.contains("default-src 'none'"))
    }

    @Test("adapts to a phone and to the dark")
    func adapts() {
        #expect(sample.contains("width=device-width"))
        #expect(sample.contains("@media (prefers-color-scheme: dark)"))
        #expect(sample.contains("@media (max-width: 720px)"))
        #expect(sample.contains("data-label=\"match rate\""))
    }

    @Test("hostile text is text: it opens no element and ends no attribute", arguments: hostileTexts)
    func hostile(text: String) throws {
        let calm = elements(of: HTMLReport.render(.hostile("calm")))
        let hostile = elements(of: HTMLReport.render(.hostile(text)))
        #expect(hostile == calm)
    }

    /// The tags, with their attributes' names, in order: text of others must not change them.
    private func elements(of html: String) -> [String] {
        html.matches(of: /<(\/?[a-zA-Z!][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*>/).map { match in
            let names = match.2.matches(of: /\s([a-zA-Z-]+)(?:="[^"]*")?/).map { String($0.1) }
            return ([String(match.1)] + names).joined(separator: " ")
        }.filter { $0 != "wbr" }
    }

    @Test("every tag that opens is closed, in order", arguments: SampleDocument.allCases)
    func wellFormed(sample: SampleDocument) {
        let alone: Set<String> = ["meta", "wbr", "br", "!doctype"]
        var open: [String] = []
        for match in HTMLReport.render(sample.document).matches(of: /<(\/?)([a-z!][a-z0-9]*)[^>]*>/) {
            let name = String(match.2)
            if alone.contains(name) { continue }
            if match.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
        }
        #expect(open.isEmpty)
    }

    @Test("the largest discrepancy comes first, with its example and the command that asks again")
    func discrepancies() throws {
        let email = try #require(sample.range(of: "customerDetails/<wbr>email"))
        let time = try #require(sample.range(of: "customers/<wbr>*/<wbr>updatedAt"))
        #expect(email.lowerBound < time.lowerBound)
        #expect(sample.contains("missing in the candidate"))
        #expect(sample.contains("nothing there"))
        #expect(sample.contains("customer-context/O&#39;\\&#39;&#39;Hara&#39;</pre>"))
    }

    @Test("what differs inside of two values is marked")
    func marked() {
        #expect(sample.contains("2025-10-13T12:00:00.12<mark>+00:00</mark>&quot;"))
        #expect(sample.contains("2025-10-13T12:00:00.12<mark>0Z</mark>&quot;"))
    }

    @Test("a dead candidate is explained, and not called a match")
    func incomparable() {
        #expect(sample.contains("a dead candidate is not a match"))
        #expect(sample.contains("no connection to the candidate"))
    }

    @Test("an empty document still says what there is: nothing")
    func empty() {
        let page = HTMLReport.render(
            ReportDocument(
                generatedAt: ReportDocument.now, verdict: ReportVerdict(readiness: .undecided, sentence: "Nothing yet.")
            ))
        #expect(page.contains("No request was counted."))
        #expect(page.contains("<p>None.</p>"))
    }
}
