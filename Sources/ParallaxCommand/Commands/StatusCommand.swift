import ArgumentParser
import ControlPlane
import Foundation
import Ledgers
import Reports
import Traffic

/// `parallax status`: the rollouts as a tree.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Shows the rollouts of a running sidecar: stage, share wanted and measured, gate, and what is missing.",
        discussion: """
            --verify looks at the whole audit trail instead: it recomputes every hash, and holds where rollouts stand against \
            the entries. It exits 1 where an entry was edited or removed, or a rollout stands elsewhere, and 2 where the \
            sidecar does not show the trail, as without a token. Exits 5 where no sidecar answers.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, json
    }

    @OptionGroup var admin: AdminOptions

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    @Flag(name: .long, help: "Draws it anew every second, until interrupted.")
    var watch = false

    @Flag(name: .long, help: "Verifies the audit trail.")
    var verify = false

    func validate() throws {
        if watch, verify { throw ValidationError("--watch and --verify are two different things") }
        if watch, format == .json {
            throw ValidationError("--watch draws for a terminal: there is no --format to choose")
        }
    }

    func run() async throws {
        if verify { return try await verifyTrail() }
        guard watch else { return print(try await text(), terminator: "") }
        while true {
            let text = try await text()
            // Home, then each line with what is left of an older one erased, then everything below (ECMA-48).
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\u{1B}[K\n")
            let isTerminal = Terminal.isTerminal
            print(isTerminal ? "\u{1B}[H\(lines)\u{1B}[J" : text, terminator: "")
            fflush(nil)
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func text() async throws -> String {
        let (overview, json) = try await admin.ask { client throws(AdminClient.Failure) in try await client.overview() }
        guard format == .terminal else { return json }
        return StatusTree.render(overview, colour: Terminal.takesColour, width: Terminal.sentenceWidth)
    }

    private func verifyTrail() async throws {
        // Nobody takes a token that is not known for a trail that was tampered with.
        let trail = try await admin.ask(refused: ExitCode(2)) { client throws(AdminClient.Failure) in
            try await client.trail(DecisionTrail.self)
        }
        let faults = trail.faults
        if format == .json {
            let list = faults.map(JSONFragment.quoted).joined(separator: ", ")
            let hash = trail.entries.last.map { JSONFragment.quoted($0.hash) } ?? "null"
            print("{\"entries\": \(trail.entries.count), \"hash\": \(hash), \"faults\": [\(list)]}")
        } else if faults.isEmpty {
            let count = trail.entries.count
            print("✔ the audit trail is whole: \(count) \(count == 1 ? "entry" : "entries"), none edited or removed")
            if let last = trail.entries.last {
                let hash = VisibleText.of(last.hash)
                print("  newest hash: \(hash)  (keep it: a trail that is rewritten from the start has another)")
            }
        } else {
            print("✘ the audit trail was tampered with:")
            for fault in faults { print("  · \(VisibleText.of(fault))") }
        }
        guard faults.isEmpty else { throw ExitCode(1) }
    }
}
