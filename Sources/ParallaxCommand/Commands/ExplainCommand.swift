public import ArgumentParser
import ControlPlane
import Ledgers
import Rollouts
public import Traffic

/// `parallax explain`: which side serves a user, and why.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says which side serves a user on a route, and why."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case terminal, json
    }

    @OptionGroup var source: ConfigurationOption

    @Option(name: .long, help: "The route's name.")
    var route: String

    @Option(name: .long, help: "The user's key, as requests carry it.")
    var user: String?

    @Option(
        name: .long, help: "A file of users' keys, one on each line; - reads standard input. One line comes of each.")
    var users: String?

    @Option(name: .long, help: "The operation, where the route does not say it.")
    var operation: Operation?

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    func validate() throws {
        guard (user == nil) != (users == nil) else {
            throw ValidationError("name a user by --user, or many by --users")
        }
    }

    func run() throws {
        let configuration = try source.load()
        guard let section = configuration.routes.first(where: { $0.route.name == route }) else {
            let names = configuration.routes.map(\.route.name).joined(separator: ", ")
            throw ValidationError("there is no route '\(route)'; the configuration has: \(names)")
        }
        let assigner = configuration.assigner(try inForce(configuration))
        for user in try keys() {
            let assignment = assigner.assignment(
                route: section.route,
                operation: operation ?? section.route.operation ?? .read,
                userKeys: [user],
                requestID: ""
            )
            print(format == .json ? json(assignment, user) : sentence(assignment, user))
        }
    }

    private func keys() throws -> [String] {
        if let user { return [user] }
        let document = try InputDocument(path: users ?? "-")
        return document.bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The stage that was reached is in the ledger; where there is none yet, the rollout begins where the file says.
    private func inForce(_ configuration: Configuration) throws -> RolloutsInForce {
        var memory = RolloutMemory()
        do throws(LedgerError) {
            memory = try LedgerReader(path: configuration.ledger.path).rollouts()
        } catch {
            guard error.code == .notFound else {
                StandardError.write("parallax explain: \(error.description)")
                throw ExitCode.failure
            }
        }
        return RolloutsInForce(configuration, memory: memory)
    }

    private func json(_ assignment: Assignment, _ user: String) -> String {
        let feature = assignment.feature.map(JSONFragment.quoted) ?? "null"
        let bucket = assignment.bucket.map(String.init) ?? "null"
        return "{\"feature\":\(feature),\"route\":\(JSONFragment.quoted(route)),\"user\":\(JSONFragment.quoted(user)),"
            + "\"bucket\":\(bucket),\"percentage\":\(DecimalText.describe(assignment.percentage)),"
            + "\"served\":\(served(assignment)),\"reason\":\"\(assignment.reason.rawValue)\"}"
    }

    /// Of a side that is drawn for each request nothing can be said.
    private func served(_ assignment: Assignment) -> String {
        assignment.reason == .random ? "null" : "\"\(assignment.served.rawValue)\""
    }

    private func sentence(_ assignment: Assignment, _ user: String) -> String {
        let percentage = DecimalText.describe(assignment.percentage)
        let why =
            switch assignment.reason {
            case .killSwitch: "everything is halted, or the kill switch is on: nothing goes to the candidate"
            case .disabled: "the rollout \(assignment.feature ?? "") is not enabled"
            case .rolledBack: "the rollout \(assignment.feature ?? "") is rolled back"
            case .operation: "the rollout \(assignment.feature ?? "") does not move this kind of operation"
            case .whitelist: "the user is on the whitelist of \(assignment.feature ?? "")"
            case .noUserKey: "the request names no user"
            case .noRollout: "no rollout covers the route"
            case .random: "the rollout draws a side anew for each request; \(percentage) % go to the candidate"
            case .bucket:
                "the user's bucket is \(assignment.bucket ?? 0) of 100000, and \(percentage) % "
                    + "promote the buckets below \(Bucket.bound(ofPercentage: assignment.percentage))"
            }
        let side = assignment.reason == .random ? "either side" : assignment.served.rawValue
        return "\(user) is served by \(side) on \(route): \(why)"
    }
}

extension Operation: ExpressibleByArgument {}
