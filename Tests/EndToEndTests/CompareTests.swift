import Foundation
import Testing

/// `parallax compare`, as people and their scripts call it.
@Suite("The compare command")
struct CompareTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var left = "{\"a\":1}"
        var right = "{\"a\":1}"
        var rules: String?
        var options: [String] = []
        let status: Int32
        /// A part of standard output, or nothing at all.
        var says: [String] = []
        /// A part of standard error, `LEFT`, `RIGHT` and `RULES` standing for the files; nothing where it is empty.
        var complains = ""

        var testDescription: String { name }
    }

    static let bodies = [
        Case(name: "equal bytes", status: 0, says: ["✔ match: nothing differs\n"]),
        Case(name: "equal under another writing", right: "{ \"a\" : 10e-1 }", status: 0, says: ["match"]),
        Case(
            name: "one value", right: "{\"a\":2}", status: 1,
            says: ["-   \"a\": 1\n", "+   \"a\": 2\n", "✘ mismatch: 1 difference (1 changed)\n"]),
        Case(
            name: "equal bytes that are no JSON", left: "{\n \"a\": 1,}", right: "{\n \"a\": 1,}", status: 65,
            complains: "LEFT:2:9: error: not JSON: "),
        Case(
            name: "a right side that is no JSON", right: "[1,\n2", status: 65, complains: "RIGHT:2:2: error: not JSON: "
        ),
        Case(name: "an empty file", left: "", status: 65, complains: "LEFT:1:1: error: not JSON: "),
        Case(name: "a byte order mark", left: "\u{FEFF}{}", status: 65, complains: "LEFT:1:1: error: not JSON: "),
        Case(
            name: "a value that is classed", left: "12.345", right: "12.35", status: 1,
            says: ["candidate rounds to 2 decimals"]),
        Case(
            name: "as many differences as asked for", left: "[1,1,1,1]", right: "[2,3,4,5]", options: ["--limit", "1"],
            status: 1, says: ["-   [0] 1\n", "… 3 differences not shown\n", "4 differences (4 changed)"]),
    ]

    static let ruled = [
        Case(
            name: "a difference that a rule explains", right: "{\"a\":2}", rules: "- { at: /body/a, ignore: true }",
            status: 0,
            says: ["· ignore at /body/a explains 1 difference", "match: rules explain 1 difference (ignore 1)"]),
        Case(
            name: "a mapping with rules", right: "{\"a\":1.001}",
            rules: "rules:\n  - { at: /body/a, tolerance: 1%, reason: a sensor }", status: 0, says: ["– a sensor"]),
        Case(
            name: "rules that do nothing", rules: "- { at: /body/b, ignore: true }\n- { at: /headers/x, ignore: true }",
            status: 0, says: ["! ignore at /body/b fits no place in either document\n"]),
        Case(
            name: "a rule on its last day", right: "{\"a\":2}",
            rules: "- { at: /body/a, ignore: true, until: 2026-03-31 }", options: ["--today", "2026-03-31"], status: 0,
            says: ["explains 1 difference"]),
        Case(
            name: "a rule a day later", right: "{\"a\":2}", rules: "- { at: /body/a, ignore: true, until: 2026-03-31 }",
            options: ["--today", "2026-04-01"], status: 1,
            says: ["! ignore at /body/a expired at 2026-04-01 00:00:00 UTC and did nothing"]),
        Case(
            name: "a misspelt rule", rules: "- { at: /body/a, ignor: true }", status: 78,
            complains: "RULES:1:18: error: unknown key 'ignor' (did you mean 'ignore'?)"),
        Case(
            name: "a rule for nowhere", rules: "rules:\n  - { at: /bdy/a, ignore: true }", status: 78,
            complains: "RULES:2:11: error: at: '/bdy/a' is nowhere in an exchange (did you mean '/body'?)"),
        Case(name: "rules that are none", rules: "ignore", status: 78, complains: "RULES:1:1: error: "),
    ]

    static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: today\r\n"
    static let answers = [
        Case(
            name: "answers that match", left: head + "\r\n{\"a\":1}",
            right: "HTTP/2 200 \nDATE: tomorrow\ncontent-type: application/json\n\n{\"a\": 1.0}", options: ["--http"],
            status: 0, says: ["✔ match: nothing differs\n"]),
        Case(
            name: "status, fields and body", left: head + "X-A: 1\r\n\r\n{\"a\":1}",
            right: "HTTP/1.1 404 Not Found\nContent-Type: application/json\n\n{\"a\":2}", options: ["--http"],
            status: 1,
            says: ["-   \"status\": 200\n", "-     \"x-a\": \"1\"  · missing in the candidate\n", "+     \"a\": 2\n"]),
        Case(
            name: "rules for fields", left: head + "X-A: 1\r\n\r\n{}", right: head + "X-A: 2\r\n\r\n{}",
            rules: "- { at: /headers/x-a, ignore: true }\n- { at: /body/b, ignore: true }", options: ["--http"],
            status: 0,
            says: ["ignore at /headers/x-a explains 1 difference", "! ignore at /body/b fits no place"]),
        Case(
            name: "a body that claims JSON and is none", left: head + "\r\n{}", right: head + "\r\n{",
            options: ["--http"],
            status: 1, says: ["cannot be decoded", "not JSON at line 1, column 2", "1 undecodable)"]),
        Case(
            name: "bodies instead of answers", options: ["--http"], status: 65,
            complains: "LEFT:1:1: error: no saved HTTP answer: expected a status line"),
        Case(
            name: "a broken field", left: head + "\r\n{}", right: "HTTP/1.1 200 OK\nno field\n\n{}",
            options: ["--http"],
            status: 65, complains: "RIGHT:2:1: error: no saved HTTP answer: expected a header field"),
    ]

    @Test("says what differs, and exits as documented", arguments: bodies + ruled + answers)
    func cases(item: Case) throws {
        try withStage { stage in
            let left = try stage.write(item.left, to: "left")
            let right = try stage.write(item.right, to: "right")
            var arguments = ["compare", left, right] + item.options
            let rules = try stage.write(item.rules ?? "", to: "rules.yaml")
            if item.rules != nil { arguments += ["--rules", rules] }
            let result = try CommandResult.of([try Programs.parallax()] + arguments)
            #expect(result.status == item.status, "\(result.text)\(result.errors)")
            for text in item.says { #expect(result.text.contains(text), "\(result.text)") }
            #expect(item.says.isEmpty == result.output.isEmpty)
            let complaint = item.complains.replacing("LEFT", with: left).replacing("RIGHT", with: right)
                .replacing("RULES", with: rules)
            #expect(
                complaint.isEmpty ? result.errors.isEmpty : result.errorLines.contains { $0.hasPrefix(complaint) },
                "\(result.errors)")
            #expect(!result.text.contains("\u{1B}"))
        }
    }

    @Test("a file that is not there, and one that is a folder, exit with 66", arguments: ["left", "right"])
    func missing(side: String) throws {
        try withStage { stage in
            let there = try stage.write("{}", to: "there")
            for path in ["\(stage.folder)/nowhere", stage.folder] {
                let files = side == "left" ? [path, there] : [there, path]
                let result = try stage.parallax("compare", files[0], files[1])
                #expect(result.status == 66)
                #expect(result.errorLines.count == 1 && result.errors.hasPrefix("\(path): error: "), "\(result.errors)")
                #expect(result.output.isEmpty)
            }
        }
    }

    @Test("rules that are not there exit with 78")
    func missingRules() throws {
        try withStage { stage in
            let file = try stage.write("{}", to: "file")
            let result = try stage.parallax("compare", file, file, "--rules", "\(stage.folder)/nowhere")
            #expect(result.status == 78)
            #expect(result.errorLines.count == 1 && result.errors.contains("there is no file"), "\(result.errors)")
        }
    }

    @Test("either side may come from standard input, and not both", arguments: [0, 1, 2])
    func standardInput(position: Int) throws {
        try withStage { stage in
            let file = try stage.write("[1,2]", to: "file")
            let files = position == 0 ? ["-", file] : position == 1 ? [file, "-"] : ["-", "-"]
            let result = try CommandResult.of([try Programs.parallax(), "compare"] + files, input: "[1,3]")
            #expect(result.status == (position == 2 ? 64 : 1))
            if position < 2 {
                let side = position == 0 ? "- legacy     standard input\n" : "+ candidate  standard input\n"
                #expect(result.text.contains(side), "\(result.text)")
            }
        }
    }

    @Test(
        "usage errors exit with 64",
        arguments: [
            ["compare"], ["compare", "a"], ["compare", "a", "b", "c"], ["compare", "a", "b", "--format", "xml"],
            ["compare", "a", "b", "--limit", "0"], ["compare", "a", "b", "--today", "yesterday"],
        ])
    func usage(arguments: [String]) throws {
        let result = try CommandResult.of([try Programs.parallax()] + arguments)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.output.isEmpty && !result.errors.isEmpty)
    }

    @Test("JSON for tools: outcome, differences and what rules suppressed, with the same exit codes")
    func json() throws {
        try withStage { stage in
            let left = try stage.write(#"{"a":[1,{"b":"x"}],"t":1}"#, to: "left")
            let right = try stage.write(#"{"a":[2,{"b":"X"}],"t":2}"#, to: "right")
            let rules = try stage.write("[{ at: /body/**/t, ignore: true }]", to: "rules")
            let result = try stage.parallax("compare", left, right, "--rules", rules, "--format", "json")
            #expect(result.status == 1)
            let object = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            #expect(object["outcome"] as? String == "mismatch")
            #expect(object["reason"] is NSNull)
            let differences = try #require(object["differences"] as? [[String: Any]])
            #expect(differences.map { $0["at"] as? String } == ["/body/a/0", "/body/a/1/b"])
            #expect(differences.map { $0["kind"] as? String } == ["changed", "changed"])
            #expect(differences[0]["legacy"] as? Int == 1 && differences[0]["candidate"] as? Int == 2)
            #expect((differences[1]["class"] as? [String: Any])?["name"] as? String == "caseOnly")
            let suppressed = try #require(object["suppressed"] as? [[String: String]])
            #expect(suppressed == [["at": "/body/t", "kind": "changed", "rule": "ignore", "ruleAt": "/body/**/t"]])
        }
    }

    @Test("Markdown is a sentence and a diff")
    func markdown() throws {
        try withStage { stage in
            let left = try stage.write("[1]", to: "left")
            let right = try stage.write("[2]", to: "right")
            let result = try stage.parallax("compare", left, right, "--format", "markdown")
            #expect(result.status == 1)
            #expect(result.text.hasPrefix("✘ mismatch: 1 difference (1 changed)\n"))
            #expect(result.text.contains("```diff\n  [\n-   [0] 1\n+   [0] 2\n  ]\n```\n"), "\(result.text)")
        }
    }

    @Test("the width of the terminal is respected", arguments: [60, 90])
    func width(columns: Int) throws {
        try withStage { stage in
            let text = String(repeating: "all work and no play ", count: 40)
            let left = try stage.write("{\"a\":\"\(text)1\(text)\"}", to: "left")
            let right = try stage.write("{\"a\":\"\(text)2\(text)\"}", to: "right")
            let result = try CommandResult.of(
                [try Programs.parallax(), "compare", left, right], environment: ["COLUMNS": String(columns)])
            let lines = result.text.split(separator: "\n").filter { $0.contains("\"a\": ") }
            #expect(lines.count == 2)
            for line in lines { #expect(line.count <= columns && line.contains("…")) }
            #expect(lines.first?.contains("1") == true && lines.last?.contains("2") == true)
        }
    }

    @Test("long documents are shown by what differs in them, however much that is")
    func large() throws {
        try withStage { stage in
            func document(_ count: Int, _ value: (Int) -> String) -> String {
                "["
                    + (0..<count).map { "{\"id\":\($0),\"name\":\"customer \($0)\",\"v\":\(value($0))}" }.joined(
                        separator: ",")
                    + "]"
            }
            let count = 6_000
            let left = try stage.write(document(count) { String($0) }, to: "left")
            let right = try stage.write(document(count) { $0 == 3_000 ? "-1" : String($0) }, to: "right")
            let result = try CommandResult.of(
                [try Programs.parallax(), "compare", left, right], within: .seconds(120))
            #expect(result.status == 1)
            #expect(result.text.contains("… 3,000 unchanged\n    [3000] {\n"), "\(result.text)")
            let other = try stage.write(document(count) { String($0 + 1) }, to: "other")
            let all = try CommandResult.of([try Programs.parallax(), "compare", left, other], within: .seconds(120))
            #expect(all.text.contains("6,000 differences (6,000 changed)"), "\(all.text.suffix(500))")
            #expect(all.text.split(separator: "\n").count < 1_500)
        }
    }
}
