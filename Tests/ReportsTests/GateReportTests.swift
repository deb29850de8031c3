import Foundation
import Reports
import Testing
import Traffic

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("A gate's verdict for people and tools")
struct GateReportTests {
    @Test(
        "the first line says it in one sentence",
        arguments: [
            (GateRecord.sample(.pass), "✔ PASS  useNewContext at 10 % passes its gate on 8,719 distinct requests."),
            (
                .sample(.inconclusive),
                "? INCONCLUSIVE  useNewContext at 10 % is undecided: it still needs 2112 more comparisons on route context and 9m more in the stage."
            ),
            (
                .sample(.fail),
                "✘ FAIL  useNewContext at 10 % fails its gate: mismatch_rate <= 0.1% on context (3 of 8,719)."
            ),
            (.sample(.pass, phase: .paused), "⏸ PAUSED  useNewContext at 10 % is paused; its gate says pass."),
            (
                .sample(.fail, phase: .rolledBack),
                "⏸ ROLLED BACK  useNewContext is rolled back: the candidate serves nobody."
            ),
            (
                .sample(.pass, isHalted: true),
                "⏸ HALTED  useNewContext at 10 % is halted: nothing goes to the candidate."
            ),
        ])
    func firstLine(gate: GateRecord, line: String) {
        let text = TerminalGate.render(gate, colour: false, width: 300)
        #expect(text.split(separator: "\n").first.map(String.init) == line)
    }

    @Test("the terminal shows every number, the interval and the attempt")
    func numbers() {
        let text = TerminalGate.render(
            .sample(.inconclusive, attempt: 2, probes: [.sample(12, holds: false)]), colour: false, width: 140)
        for words in [
            "attempt 2", "confidence 95 %", "8,719", "0.01 % – 0.12 %", "19.5", "10^120",
            "9m more in the stage",
            "probe orphans: 12, and expected is value <= 10", "2026-02-28 23:59:59 UTC",
        ] {
            #expect(text.contains(words), "\(words) in:\n\(text)")
        }
    }

    @Test("no line is wider than the terminal, and nothing escapes without colour", arguments: [72, 100, 140])
    func width(columns: Int) {
        for gate in [
            GateRecord.sample(.inconclusive), .hostile("\u{1B}[31m\u{7}" + String(repeating: "wide ", count: 60)),
        ] {
            let text = TerminalGate.render(gate, colour: false, width: columns)
            #expect(!text.contains("\u{1B}"))
            for line in text.split(separator: "\n") where !line.contains("…") {
                #expect(line.count <= columns, "\(line)")
            }
        }
    }

    @Test("Markdown has a table, and for GitHub a heading")
    func markdown() {
        let text = MarkdownGate.render(.sample(.fail, probes: [.sample(3, holds: true)]))
        #expect(text.hasPrefix("✘ **fail**: useNewContext at 10 &#37; fails its gate"))
        #expect(text.contains("| criterion | route | bad | of | rate within | evidence | verdict |"))
        #expect(text.contains("| <code>mismatch&#95;rate &#60;&#61; 0&#46;1&#37;</code> | context | 3 | 8,719 |"))
        #expect(text.contains("| <code>orphans</code> | 3, as expected | yes |"))
        #expect(MarkdownGate.renderStepSummary(.sample()).hasPrefix("### Gate of useNewContext at 10 &#37;\n"))
    }

    @Test(
        "what others chose stays text in Markdown",
        arguments: ["|x|", "<img>", "[a](b)", "`c`", "@all\n# h", "\u{202E}"])
    func hostileMarkdown(text: String) {
        let rendered = MarkdownGate.render(.hostile(text))
        #expect(!rendered.contains(text))
    }

    @Test("JUnit has a case for each criterion, probe and the gate itself", arguments: GateVerdict.allCases)
    func junit(verdict: GateVerdict) throws {
        let text = JUnitGate.render(
            .sample(verdict, probes: [.sample(12, holds: false), .sample(nil, holds: nil, error: "refused")]))
        let document = try XMLDocument(xmlString: text)
        let suite = try #require(try document.nodes(forXPath: "/testsuites/testsuite").first as? XMLElement)
        func count(_ path: String) throws -> Int { try suite.nodes(forXPath: path).count }
        #expect(suite.attribute(forName: "tests")?.stringValue == "5")
        #expect(try count("testcase") == 5)
        // One probe fails and one is an error, whatever the rest.
        #expect(try count("testcase/failure") == 1 + (verdict == .fail ? 2 : 0))
        #expect(try count("testcase/error") == 1 + (verdict == .error ? 2 : 0))
        #expect(try count("testcase/skipped") == (verdict == .inconclusive ? 2 : 0))
        #expect(suite.attribute(forName: "failures")?.stringValue == String(try count("testcase/failure")))
        #expect(suite.attribute(forName: "errors")?.stringValue == String(try count("testcase/error")))
    }

    @Test("a rollout that is held is an error in JUnit: nobody may take it for a green light")
    func junitHeld() throws {
        for gate in [GateRecord.sample(.pass, phase: .paused), .sample(.pass, isHalted: true)] {
            #expect(JUnitGate.render(gate).contains("errors=\"1\""))
        }
    }

    @Test("JUnit stays XML whatever others chose", arguments: ["<a>&\"'", "]]>", "\u{1}\u{FFFF}", "\u{1B}[0m"])
    func hostileJUnit(text: String) throws {
        _ = try XMLDocument(xmlString: JUnitGate.render(.hostile(text)))
    }
}
