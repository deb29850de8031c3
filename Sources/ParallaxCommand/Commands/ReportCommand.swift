import ArgumentParser
import ControlPlane
import Foundation
import Ledgers
import Reports
import Rollouts
import Traffic

/// `parallax report`: what the ledger shows, judged by the configuration's gates. Needs no running sidecar.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Reports what was compared, what differs, and whether the candidate is ready."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, json, html
    }

    @OptionGroup var source: ConfigurationOption

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    @Option(name: .long, help: "Counts of the last so long only, such as 30m or 2h.", transform: DurationArgument.parse)
    var since: Duration?

    @Option(name: .long, help: "One route only.")
    var route: String?

    @Option(name: .long, help: "Writes to a file in place of standard output.")
    var output: String?

    @Flag(name: .long, help: "Prints rules, as YAML to paste, that explain where legacy differed from itself.")
    var proposeRules = false

    func validate() throws {
        if proposeRules, format != .terminal {
            throw ValidationError("--propose-rules prints YAML: there is no --format to choose")
        }
    }

    func run() throws {
        let configuration = try source.load()
        if let route, route != Route.unmatchedName, !configuration.routes.contains(where: { $0.route.name == route }) {
            let names = configuration.routes.map(\.route.name).joined(separator: ", ")
            throw ValidationError("there is no route '\(route)'; the configuration has: \(names)")
        }
        let now = SystemClock.now()
        let beginning = since.map { now.advanced(byMilliseconds: -$0.wholeMilliseconds) }
        if proposeRules { return try write(proposedRules(configuration, since: beginning)) }
        let document: ReportDocument
        do throws(LedgerError) {
            let reader = try LedgerReader(path: configuration.ledger.path)
            document = try ReportComposer(configuration: configuration).compose(
                from: reader,
                since: beginning,
                route: route,
                now: now
            )
        } catch {
            StandardError.write("parallax report: \(error.description)")
            throw ExitCode.failure
        }
        try write(render(document))
    }

    private func proposedRules(_ configuration: Configuration, since: Timestamp?) throws -> String {
        do throws(LedgerError) {
            let noise = try LedgerReader(path: configuration.ledger.path).noise(since: since, route: route)
            let proposed = ProposedRules(configuration: configuration, noise: noise)
            return route.map { proposed.yaml(route: $0) } ?? proposed.yaml()
        } catch {
            StandardError.write("parallax report: \(error.description)")
            throw ExitCode.failure
        }
    }

    private func render(_ document: ReportDocument) -> String {
        switch format {
        case .terminal:
            TerminalReport.render(
                document,
                colour: output == nil && Terminal.takesColour,
                width: output == nil ? Terminal.width : 120
            )
        case .json: JSONReport.render(document)
        case .html: HTMLReport.render(document)
        }
    }

    private func write(_ text: String) throws {
        guard let output else {
            print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
            return
        }
        do {
            try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
        } catch {
            StandardError.write("parallax report: cannot write \(output): \(error.localizedDescription)")
            throw ExitCode.failure
        }
    }
}
