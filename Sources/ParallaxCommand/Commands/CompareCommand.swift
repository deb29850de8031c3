import ArgumentParser
import Comparisons
import ControlPlane
import JSONText
import Reports
import Rollouts
import Traffic

/// `parallax compare`: compares two documents that somebody has at hand, as the sidecar would.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares two JSON documents, or two saved HTTP answers.",
        discussion: """
            Exits 0 where they match, 1 where they do not, 65 where a file is not JSON (with --http: no HTTP answer), 66 where a \
            file cannot be read, 78 where the rules are wrong. Both files are read as JSON even when their bytes are equal. \
            Nothing is redacted: who compares has the files.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, json, markdown
    }

    @Argument(help: ArgumentHelp("Legacy's document; - reads standard input.", valueName: "left"))
    var legacy: String

    @Argument(help: ArgumentHelp("The candidate's document; - reads standard input.", valueName: "right"))
    var candidate: String

    @Option(name: .long, help: "A file of rules: a list of them, or a mapping with rules:.")
    var rules: String?

    @Flag(name: .long, help: "Both files are HTTP answers as curl -i saves them: status line, header fields, body.")
    var http = false

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    @Option(
        name: .long,
        help: "Differences that are shown at most (default: 200, in Markdown 100, in JSON 10000). All are counted.")
    var limit: Int?

    @Option(
        name: .long, help: "The day, or the moment, by which rules expire, in place of now: 2026-12-31.",
        transform: MomentArgument.parse)
    var today: Timestamp?

    /// Differences that are kept; what is beyond is counted.
    private static let keptDifferences = 10_000
    /// The length up to which a value is kept whole. The values of differences are parts of the documents, so that all of
    /// them together are not larger than those are.
    private static let valueBytes = 1 << 20

    func validate() throws {
        guard legacy != "-" || candidate != "-" else {
            throw ValidationError("only one of the two can be read from standard input")
        }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        let rules = try loadRules()
        let left = try InputDocument(path: legacy)
        let right = try InputDocument(path: candidate)
        let result = http ? try compareAnswers(left, right, rules) : try compareBodies(left, right, rules)
        let document = ComparisonDocument(
            result,
            rules: rules,
            parts: http ? ["status", "headers", "body", "trailers"] : ["body"],
            legacyName: left.name,
            candidateName: right.name
        )
        print(render(document), terminator: "")
        switch document.outcome {
        case .match: break
        case .mismatch: throw ExitCode(1)
        case .incomparable, .notMirrored: throw ExitCode(70)
        }
    }

    private func loadRules() throws -> RuleSet {
        guard let path = rules else { return .none }
        do throws(ConfigurationErrors) {
            let sections = try Configuration.loadRules(path: path)
            return RuleSet(sections.map(\.rule), today: today ?? SystemClock.now())
        } catch {
            StandardError.write(error.description)
            throw ExitCode(78)
        }
    }

    private var limits: ComparisonLimits {
        let shown =
            switch format {
            case .terminal: limit ?? 200
            case .markdown: limit ?? 100
            case .json: limit ?? Self.keptDifferences
            }
        return ComparisonLimits(
            differences: format == .json ? shown : max(shown, Self.keptDifferences),
            fragmentBytes: Self.valueBytes,
            outlinedDifferences: shown
        )
    }

    private func compareBodies(
        _ left: InputDocument, _ right: InputDocument, _ rules: RuleSet
    ) throws -> ComparisonResult {
        do throws(JSONComparer.Failure) {
            return try JSONComparer.compare(
                legacy: left.bytes, candidate: right.bytes, rules: rules, under: Location(["body"]), limits: limits)
        } catch {
            let document = error.side == .legacy ? left : right
            throw document.failure(
                "not JSON: \(error.error.reason)", line: error.error.line, column: error.error.column)
        }
    }

    private func compareAnswers(
        _ left: InputDocument, _ right: InputDocument, _ rules: RuleSet
    ) throws -> ComparisonResult {
        AnswerComparer(redaction: nil, limits: limits)
            .compare(legacy: try answer(left), candidate: try answer(right), rules: rules)
    }

    private func answer(_ document: InputDocument) throws -> Answer {
        do throws(SavedAnswer.Failure) {
            return try SavedAnswer.parse(document.bytes)
        } catch {
            throw document.failure("no saved HTTP answer: \(error.reason)", line: error.line, column: error.column)
        }
    }

    private func render(_ document: ComparisonDocument) -> String {
        switch format {
        case .terminal:
            TerminalComparison.render(document, colour: Terminal.takesColour, width: Terminal.width)
        case .json: JSONComparison.render(document)
        case .markdown: MarkdownComparison.render(document)
        }
    }
}
