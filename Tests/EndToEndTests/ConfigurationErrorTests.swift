import Foundation
import Testing

/// A wrong configuration stops the program before it listens, and says where it is wrong.
@Suite("Configuration errors")
struct ConfigurationErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What follows the upstreams; `«` marks where each error is.
        let text: String
        /// A part of the message and of the hint.
        let says: [String]

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "an unknown key", text: "«routs: []", says: ["routs", "did you mean 'routes'?"]),
        Case(name: "a wrong type", text: "threads: «many", says: ["threads"]),
        Case(name: "a percentage of 101", text: "mirror: { percentage: «101 }", says: ["101", "100"]),
        Case(
            name: "two routes of one name",
            text: "routes:\n  - { name: a, path: /a }\n  - { name: «a, path: /b }", says: ["'a'"]),
        Case(
            name: "a missing token file",
            text: "admin:\n  tokens:\n    - { name: managers, role: promoter, file: «secrets/none }",
            says: ["secrets/none"]),
        Case(
            name: "promoted writes whose candidate has a database of its own",
            text: """
                routes:
                  - { name: a, path: /a, writes: isolated }
                rollouts:
                  - feature: f
                    routes: [a]
                    operations: { read: true, write: «true }
                """, says: ["isolated"]),
        Case(name: "two errors", text: "«thread: 1\n«mirrors: {}", says: ["did you mean 'threads'?"]),
        Case(name: "no YAML", text: "routes: [", says: []),
        Case(
            name: "a gate without a criterion",
            text: """
                routes:
                  - { name: a, path: /a }
                rollouts:
                  - feature: f
                    routes: [a]
                    gate: { criteria: «[] }
                """, says: ["criteri"]),
    ]

    @Test("serve and check exit with 78 and one line for each error, with its place", arguments: cases)
    func placed(item: Case) throws {
        try withStage { stage in
            let head = """
                upstreams:
                  legacy: { url: "http://127.0.0.1:9001" }
                  candidate: { url: "http://127.0.0.1:9002" }

                """
            let marked = head + item.text + "\n"
            let path = try stage.write(marked.replacingOccurrences(of: "«", with: ""), to: "wrong.yaml")
            for command in ["serve", "check"] {
                let result = try stage.parallax(command, "--config", path)
                #expect(result.status == 78, "\(result.errors)")
                #expect(result.output.isEmpty)
                let places = Self.places(of: "«", in: marked)
                if !places.isEmpty { #expect(result.errorLines.count == places.count, "\(result.errors)") }
                for (line, place) in zip(result.errorLines, places) {
                    #expect(line.hasPrefix("\(path):\(place): error: "), "\(line)")
                }
                #expect(result.errorLines.allSatisfy { $0.wholeMatch(of: /.+:\d+:\d+: error: .+/) != nil })
                for text in item.says { #expect(result.errors.contains(text), "\(result.errors)") }
            }
        }
    }

    @Test("a missing file is one line that names it")
    func missingFile() throws {
        try withStage { stage in
            let path = "\(stage.folder)/nowhere.yaml"
            let result = try stage.parallax("serve", "--config", path)
            #expect(result.status == 78)
            #expect(result.errorLines.count == 1 && result.errors.contains(path), "\(result.errors)")
        }
    }

    @Test("an address that is taken: 78, and one line that names it")
    func addressTaken() throws {
        try withStage { stage in
            let other = try stage.upstream(answering: "{}")
            var configuration = SidecarConfiguration(
                legacy: "http://127.0.0.1:9001", candidate: "http://127.0.0.1:9002")
            configuration.adminPort = try Loopback.unusedPort()
            let text = configuration.text.replacingOccurrences(
                of: "listen: 127.0.0.1:0\n", with: "listen: 127.0.0.1:\(other.port)\n")
            let result = try stage.parallax("serve", "--config", try stage.write(text, to: "taken.yaml"))
            #expect(result.status == 78)
            #expect(
                result.errorLines.count == 1 && result.errors.contains("127.0.0.1:\(other.port)"), "\(result.errors)")
        }
    }

    @Test("the configurations of the project are right", arguments: ["parallax.yaml", "demo.yaml"])
    func shipped(name: String) throws {
        try withStage { stage in
            let result = try stage.parallax("check", "--config", "\(Folder.project)/Config/\(name)")
            #expect(result.status == 0, "\(result.errors)")
            #expect(!result.text.isEmpty)
        }
    }

    @Test("an unknown option and an unknown command are usage errors", arguments: [["serve", "--fast"], ["fly"]])
    func usage(arguments: [String]) throws {
        let result = try CommandResult.of([try Programs.parallax()] + arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty && !result.errors.isEmpty)
    }

    /// Line and column, from 1, of each mark, once the marks are taken out.
    private static func places(of mark: Character, in text: String) -> [String] {
        var places: [String] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let index = line.firstIndex(of: mark) {
                places.append("\(number + 1):\(line.distance(from: line.startIndex, to: index) + 1)")
            }
        }
        return places
    }
}
