public import ArgumentParser
import ControlPlane
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
    var user: String

    @Option(name: .long, help: "The operation, where the route does not say it.")
    var operation: Operation?

    @Option(name: .long, help: "The format.")
    var format = Format.terminal

    func run() throws {
        let configuration = try source.load()
        guard let section = configuration.routes.first(where: { $0.route.name == route }) else {
            let names = configuration.routes.map(\.route.name).joined(separator: ", ")
            throw ValidationError("there is no route '\(route)'; the configuration has: \(names)")
        }
        let assignment = configuration.assigner.assignment(
            route: section.route,
            operation: operation ?? section.route.operation ?? .read,
            userKeys: [user],
            requestID: ""
        )
        print(format == .json ? json(assignment) : sentence(assignment))
    }

    private func json(_ assignment: Assignment) -> String {
        let feature = assignment.feature.map(JSONFragment.quoted) ?? "null"
        let bucket = assignment.bucket.map(String.init) ?? "null"
        return "{\"feature\":\(feature),\"route\":\(JSONFragment.quoted(route)),\"user\":\(JSONFragment.quoted(user)),"
            + "\"bucket\":\(bucket),\"percentage\":\(DecimalText.describe(assignment.percentage)),"
            + "\"served\":\"\(assignment.served.rawValue)\",\"reason\":\"\(assignment.reason.rawValue)\"}"
    }

    private func sentence(_ assignment: Assignment) -> String {
        let percentage = DecimalText.describe(assignment.percentage)
        let why =
            switch assignment.reason {
            case .killSwitch: "the kill switch is on: nothing goes to the candidate"
            case .disabled: "the rollout \(assignment.feature ?? "") is not enabled"
            case .rolledBack: "the rollout \(assignment.feature ?? "") is rolled back"
            case .operation: "the rollout \(assignment.feature ?? "") does not move this kind of operation"
            case .whitelist: "the user is on the whitelist of \(assignment.feature ?? "")"
            case .noUserKey: "the request names no user"
            case .noRollout: "no rollout covers the route"
            case .bucket:
                "the user's bucket is \(assignment.bucket ?? 0) of 100000, and \(percentage) % "
                    + "promote the buckets below \(Bucket.bound(ofPercentage: assignment.percentage))"
            }
        return "\(user) is served by \(assignment.served.rawValue) on \(route): \(why)"
    }
}

extension Operation: ExpressibleByArgument {}
