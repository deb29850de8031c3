import ArgumentParser
import ControlPlane
import Reports
import Traffic

/// `parallax gate`: the verdict, for CI.
struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Prints a rollout's gate: the verdict with its numbers, and what is missing.",
        discussion: """
            Exits 0 where the gate passes, 1 where it fails, 2 where it cannot be judged, 3 where it is undecided, 4 where the \
            rollout is paused, rolled back or halted, 5 where no sidecar answers.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, text, json, markdown, junit, github
    }

    @Argument(help: "The rollout's feature.")
    var feature: String

    @OptionGroup var admin: AdminOptions

    @Option(name: .long, help: "The format; github is Markdown for $GITHUB_STEP_SUMMARY.")
    var format = Format.terminal

    func run() async throws {
        let feature = feature
        let (gate, json) = try await admin.ask(refused: ExitCode(2)) { client throws(AdminClient.Failure) in
            try await client.gate(feature)
        }
        print(render(gate, json), terminator: "")
        throw Self.exitCode(of: gate)
    }

    private func render(_ gate: GateRecord, _ json: String) -> String {
        switch format {
        case .terminal, .text: TerminalGate.render(gate, colour: Terminal.takesColour, width: Terminal.sentenceWidth)
        case .json: json
        case .markdown: MarkdownGate.render(gate)
        case .github: MarkdownGate.renderStepSummary(gate)
        case .junit: JUnitGate.render(gate)
        }
    }

    static func exitCode(of gate: GateRecord) -> ExitCode {
        guard gate.phase == .active, !gate.isHalted else { return ExitCode(4) }
        switch gate.verdict {
        case .pass: return ExitCode(0)
        case .fail: return ExitCode(1)
        case .error: return ExitCode(2)
        case .inconclusive: return ExitCode(3)
        }
    }
}
