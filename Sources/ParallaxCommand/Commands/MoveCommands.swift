import ArgumentParser
import ControlPlane
import Reports
import Rollouts
import Traffic

/// What every command that moves a rollout has.
struct MoveOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, json
    }

    @Option(name: .long, help: "Why; it goes into the audit trail.")
    var reason: String

    @OptionGroup var admin: AdminOptions

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    func validate() throws {
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason is empty: say why") }
    }

    /// Asks for a move and prints what it has come to.
    func move(
        _ action: DecisionRecord.Action, feature: String?, to: Double? = nil, force: Bool = false
    ) async throws {
        let reason = reason
        let (move, json) = try await admin.ask { client throws(AdminClient.Failure) in
            try await client.move(action, feature: feature, reason: reason, to: to, force: force)
        }
        guard format == .terminal else { return print(json, terminator: "") }
        print("\(DecisionText.subject(move.decision)): \(DecisionText.describe(move.decision))")
        if !move.written {
            StandardError.write("parallax: it holds, and is not in the audit trail yet: the ledger cannot be written")
        }
    }
}

/// `parallax promote`: more users are served by the candidate.
struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Moves a rollout to its next stage, where its gate passes.",
        discussion:
            "Exits 1 where it is refused, 5 where no sidecar answers. What is refused is in the audit trail too."
    )

    @Argument(help: "The rollout's feature.")
    var feature: String

    @Option(name: .long, help: "A stage in percent; left out: the next one.", transform: PercentageArgument.parse)
    var to: Double?

    @Flag(name: .long, help: "Past a gate that does not pass, over stages, or in a freeze.")
    var force = false

    @OptionGroup var options: MoveOptions

    func run() async throws { try await options.move(.promote, feature: feature, to: to, force: force) }
}

/// `parallax pause`: a rollout stays where it is.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Keeps a rollout at its stage until it is resumed; alarms still roll it back.")

    @Argument(help: "The rollout's feature.")
    var feature: String

    @OptionGroup var options: MoveOptions

    func run() async throws { try await options.move(.pause, feature: feature) }
}

/// `parallax resume`: ends a pause, a rollback, or a halt.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Ends a pause or a rollback of a rollout; without one, ends a halt.",
        discussion: "After a rollback it goes on from 0 %, and its evidence begins anew."
    )

    @Argument(help: "The rollout's feature; left out: everything that was halted.")
    var feature: String?

    @OptionGroup var options: MoveOptions

    func run() async throws { try await options.move(.resume, feature: feature) }
}

/// `parallax rollback`: nobody is served by the candidate any more.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Takes a rollout's share to 0 at once and suspends its whitelist; mirroring goes on.")

    @Argument(help: "The rollout's feature.")
    var feature: String

    @OptionGroup var options: MoveOptions

    func run() async throws { try await options.move(.rollback, feature: feature) }
}

/// `parallax halt`: nothing goes to the candidate at all.
struct HaltCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "halt",
        abstract: "Sends nothing to the candidate any more, copies included, of any rollout, at once.",
        discussion: "'parallax resume' without a feature ends it."
    )

    @OptionGroup var options: MoveOptions

    func run() async throws { try await options.move(.halt, feature: nil) }
}

/// Percentages as the configuration writes them.
enum PercentageArgument {
    static func parse(_ text: String) throws -> Double {
        let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
        guard let value = DecimalText.parse(digits), value <= 100 else {
            throw ValidationError("'\(text)' is no percentage; write 25 or 25%")
        }
        return value
    }
}
