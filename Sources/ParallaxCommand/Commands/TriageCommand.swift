import ArgumentParser
import ControlPlane
import Foundation
import Ledgers
import Traffic

/// `parallax triage`: notes what people decide about a discrepancy. Needs no running sidecar, and disturbs none.
struct TriageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage",
        abstract: "Notes a decision about a discrepancy, or shows those that were made.",
        discussion: """
            A discrepancy is named by its identifier, which every report shows, or by a beginning of it. Without a state its \
            history is shown. What is said to be fixed and is seen again becomes 'regressed' by itself.
            """
    )

    /// The states that a person can give.
    enum Decision: String, ExpressibleByArgument, CaseIterable {
        case open, accepted, fixed

        var state: DiscrepancyRecord.State {
            switch self {
            case .open: .open
            case .accepted: .accepted
            case .fixed: .fixed
            }
        }
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, json
    }

    @OptionGroup var source: ConfigurationOption

    @Argument(help: "The discrepancy's identifier.")
    var id: String

    @Argument(help: "What is decided: open, accepted or fixed.")
    var decision: Decision?

    @Option(name: .long, help: "Why; required with a decision.")
    var reason: String?

    @Option(name: .long, help: "Who decides; left out: the user's name.")
    var by: String?

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    func validate() throws {
        if decision != nil, reason?.allSatisfy(\.isWhitespace) ?? true {
            throw ValidationError("a decision needs a reason: --reason '…'")
        }
        if decision == nil, reason != nil {
            throw ValidationError("a reason for what? Say open, accepted or fixed")
        }
    }

    func run() throws {
        let configuration = try source.load()
        let outcome: LedgerTriage.Outcome
        do throws(LedgerError) {
            let triage = try LedgerTriage(path: configuration.ledger.path)
            let now = SystemClock.now()
            if let decision, let reason {
                let record = TriageRecord(state: decision.state, at: now, who: by ?? NSUserName(), why: reason)
                outcome = try triage.note(record, for: id, now: now)
            } else {
                outcome = try triage.history(of: id)
            }
        } catch {
            StandardError.write("parallax triage: \(error.description)")
            throw ExitCode.failure
        }
        print(format == .json ? json(outcome) : text(outcome))
    }

    private func text(_ outcome: LedgerTriage.Outcome) -> String {
        let place = "\(outcome.id)  \(outcome.kind.rawValue) \(outcome.at) on \(outcome.route)"
        let entries = outcome.history.map { record in
            "  \(record.at.map(\.description) ?? "")  \(record.state.rawValue) by \(record.who): \(record.why)"
        }
        return ([place] + (entries.isEmpty ? ["  open; nothing was decided yet"] : entries)).joined(separator: "\n")
    }

    private func json(_ outcome: LedgerTriage.Outcome) -> String {
        func quoted(_ text: String) -> String { JSONFragment.quoted(text) }
        let entries = outcome.history.map { record in
            "{\"state\":\"\(record.state.rawValue)\",\"at\":\(record.at.map { quoted($0.description) } ?? "null"),"
                + "\"who\":\(quoted(record.who)),\"why\":\(quoted(record.why))}"
        }
        return "{\"id\":\"\(outcome.id)\",\"route\":\(quoted(outcome.route)),\"at\":\(quoted(outcome.at.description)),"
            + "\"kind\":\"\(outcome.kind.rawValue)\",\"state\":\"\(outcome.history.first?.state.rawValue ?? "open")\","
            + "\"triage\":[\(entries.joined(separator: ","))]}"
    }
}
