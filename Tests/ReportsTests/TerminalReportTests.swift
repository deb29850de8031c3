import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("The report for a terminal")
struct TerminalReportTests {
    private func lines(_ document: ReportDocument, colour: Bool = false, width: Int = 80) -> [String] {
        TerminalReport.render(document, colour: colour, width: width).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    private func line(_ part: String, of document: ReportDocument = .sample, width: Int = 80) throws -> String {
        try #require(lines(document, width: width).first { $0.contains(part) })
    }

    @Test("opens with the verdict in one sentence")
    func verdict() {
        let text = lines(.sample, width: 200)
        #expect(text[0] == "✘ NOT READY  " + ReportDocument.sample.verdict.sentence)
    }

    @Test(
        "contains no escape sequence without colour, whatever is in it",
        arguments: SampleDocument.allCases)
    func noColour(sample: SampleDocument) {
        #expect(!TerminalReport.render(sample.document, colour: false, width: 80).unicodeScalars.contains("\u{1B}"))
    }

    @Test("colours change nothing but colours", arguments: [80, 120])
    func colour(width: Int) {
        let coloured = TerminalReport.render(.sample, colour: true, width: width)
        #expect(coloured.contains("\u{1B}["))
        let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain == TerminalReport.render(.sample, colour: false, width: width))
    }

    @Test("no line is wider than the terminal, but a command that is to be copied", arguments: [72, 80, 120])
    func width(width: Int) {
        let long = ReportDocument.hostile(String(repeating: "漢字 and a longWord-", count: 20))
        for line in lines(.sample, width: width) + lines(long, width: width)
        where !line.contains("$UPSTREAM") && !line.contains("-H 'x-request-id") && !line.contains("curl -i") {
            #expect(DisplayWidth.of(line) <= width, "\(line)")
        }
    }

    @Test("wide characters keep their columns", arguments: ["plain", "漢字かな交じり", "👩‍👩‍👧 família", "🇩🇪 e\u{301}té"])
    func alignment(name: String) throws {
        var document = ReportDocument.sample
        document.routes = [
            RouteRecord(name: name, requests: 7_654_321, comparisons: 1, matches: 1),
            RouteRecord(name: "other", requests: 1_234_567, comparisons: 1, matches: 1),
        ]
        func column(_ number: String) throws -> Int {
            let line = try line(number, of: document)
            return DisplayWidth.of(line[..<(try #require(line.range(of: number)).lowerBound)])
        }
        #expect(try column("7,654,321") == column("1,234,567"))
    }

    @Test("control characters and marks that turn the writing are shown, not obeyed", arguments: hostileTexts)
    func hostile(text: String) {
        let report = TerminalReport.render(.hostile(text), colour: false, width: 100)
        let acting = report.unicodeScalars.filter { scalar in
            scalar != "\n" && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x202E)
        }
        #expect(acting.isEmpty)
    }

    @Test("a rollout's line has its phase, so that one that is rolled back is not taken for one at 0 %")
    func rollouts() throws {
        func words(_ part: String, of document: ReportDocument) throws -> [Substring] {
            try line(part, of: document).split(separator: " ")
        }
        let active = try words("useNewCustomerRepository  active", of: .sample)
        #expect(active == ["useNewCustomerRepository", "active", "10", "%", "10", "%", "9.82", "%", "fail"])
        #expect(try words("rolled back", of: .hostile("name")).prefix(4) == ["name", "rolled", "back", "1"])
    }

    @Test("a defect is one line with count, share, place and kind, and the largest comes first")
    func discrepancies() throws {
        let all = lines(.sample)
        let email = try #require(
            all.firstIndex { $0.contains("/body/customerDetails/email  missing in the candidate") })
        let time = try #require(all.firstIndex { $0.contains("/body/customers/*/updatedAt  different value") })
        #expect(email < time)
        #expect(all[email].contains("345  2.92 %"))
        #expect(all[time].contains("21  0.18 %"))
    }

    @Test("an example shows both values, and the command that asks again")
    func example() {
        let text = TerminalReport.render(.sample, colour: false, width: 160)
        #expect(text.contains("legacy     \"[redacted:email]\""))
        #expect(text.contains("candidate  (nothing there)"))
        #expect(
            text.contains(
                #"curl -i -X POST -H 'x-request-id: 0192-77ab' "$UPSTREAM"'/.netlify/functions/customer-context/O'\''Hara'"#
            ))
        #expect(text.contains("at         /body/customers/3/updatedAt"))
    }

    @Test("a dead candidate is explained, and not called a match")
    func incomparable() {
        let text = TerminalReport.render(.sample, colour: false, width: 160)
        #expect(text.contains("a dead candidate is not a match"))
        #expect(text.contains("276  candidateUnreachable: no connection to the candidate"))
    }

    @Test("where nothing was compared there is no rate")
    func nothingCompared() throws {
        #expect(try line("(unmatched)", width: 80).contains("–"))
    }

    @Test("an empty document still says what there is: nothing")
    func empty() {
        let text = TerminalReport.render(SampleDocument.empty.document, colour: false, width: 80)
        #expect(text.hasPrefix("? UNDECIDED  Nothing yet.\n"))
        #expect(text.contains("No request was counted."))
        #expect(text.contains("None."))
    }

    @Test("rollouts, rules, decisions, alerts and warnings are all there")
    func sections() {
        let text = TerminalReport.render(.sample, colour: false, width: 300)
        for part in [
            "18 fallbacks to legacy, which cost 0.8 ms at p50 and 2,010 ms at p95; 24 more were spared by the circuit breaker",
            "missing: 2112 more comparisons", "981,223", "expired", "promoted from 1 % to 10 % by release-managers",
            "still firing", "240 comparisons were counted in memory meanwhile",
        ] {
            #expect(text.contains(part))
        }
    }
}
