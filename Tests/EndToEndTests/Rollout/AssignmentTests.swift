import Foundation
import Testing

/// Users stay where they are: a rising share adds users and takes nobody back, and every process says the same of everybody.
@Suite("The assignment of 100,000 users")
struct AssignmentTests {
    private static let count = 100_000

    private struct Line: Decodable {
        let user: String
        let served: String
    }

    @Test("nobody leaves while the share rises, nobody joins while it falls, and two processes agree on everybody")
    func sticky() throws {
        try withStage { stage in
            let users = try stage.write(
                (0..<Self.count).map { "user-\($0)@example.com\n" }.joined(), to: "users.txt")

            /// Who is served by the candidate at a percentage, as one process says.
            func promoted(at percentage: Int) throws -> Set<Substring> {
                var configuration = SidecarConfiguration(legacy: "http://127.0.0.1:1", candidate: "http://127.0.0.1:2")
                configuration.routes = SidecarConfiguration.oneRoute
                configuration.rolloutRoutes = ["everything"]
                configuration.rolloutPercentage = percentage
                let path = try stage.write(configuration.text, to: "parallax.yaml")
                let result = try CommandResult.of(
                    [try Programs.parallax(), "explain", "--config", path, "--route", "everything", "--users", users],
                    within: .seconds(120))
                #expect(result.status == 0, "\(result.errors)")
                let lines = result.text.split(separator: "\n")
                #expect(lines.count == Self.count)
                return Set(lines.filter { $0.contains(" is served by candidate on ") }.map { $0.prefix { $0 != " " } })
            }

            var before: Set<Substring> = []
            var rising: [Int: Set<Substring>] = [:]
            for percentage in [0, 1, 10, 25, 50, 100] {
                let now = try promoted(at: percentage)
                #expect(before.isSubset(of: now), "somebody left on the way to \(percentage) %")
                let share = 100 * Double(now.count) / Double(Self.count)
                #expect(abs(share - Double(percentage)) <= 0.3, "\(share) % of users at \(percentage) %")
                rising[percentage] = now
                before = now
            }
            for percentage in [50, 25, 10, 1, 0] {
                let now = try promoted(at: percentage)
                #expect(now == rising[percentage], "another process says something else at \(percentage) %")
            }
        }
    }
}
