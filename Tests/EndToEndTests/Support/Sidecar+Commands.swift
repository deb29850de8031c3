import Foundation

/// What people do with the rollouts of a running sidecar.
extension Sidecar {
    /// Runs a command against the admin API, as the bearer of a role's token.
    func command(_ arguments: String..., role: String? = "promoter") throws -> CommandResult {
        try command(arguments, role: role)
    }

    func command(_ arguments: [String], role: String? = "promoter") throws -> CommandResult {
        // The admin listener comes up beside the proxy.
        if program.isRunning { _ = try eventually("the admin listener") { try? RawConnection(port: adminPort) } }
        return try CommandResult.of(
            [try Programs.parallax()] + arguments + ["--config", configurationPath],
            environment: ["PARALLAX_TOKEN": role.map { "\($0)-\($0)" } ?? ""])
    }

    /// What `parallax gate` says.
    struct Gate: Decodable {
        struct Criterion: Decodable {
            let criterion: String
            let verdict: String
            let bad: Int
            let observations: Int
        }

        let stage: Double
        let verdict: String
        let attempt: Int
        let phase: String
        let missing: [String]
        let criteria: [Criterion]
    }

    func gate(_ feature: String = "useNewCustomerRepository") throws -> (status: Int32, gate: Gate) {
        let result = try command("gate", feature, "--format", "json")
        guard result.status != 5 else { throw Failure(result.errors) }
        return (result.status, try JSONDecoder().decode(Gate.self, from: result.output))
    }

    /// What `parallax status` says of the one rollout.
    struct Status: Decodable {
        struct Share: Decodable {
            let wanted: Double
            let measured: Double?
        }

        let stage: Double
        let phase: String
        let attempt: Int
        let share: Share
    }

    /// Asks the API and starts no program, so that a test may look often.
    func status() throws -> Status {
        struct Overview: Decodable { let rollouts: [Status] }
        let text = try api("/api/v1/rollouts")
        guard let status = try JSONDecoder().decode(Overview.self, from: Data(text.utf8)).rollouts.first else {
            throw Failure("no rollout in \(text)")
        }
        return status
    }

    /// Reads from the admin API, as a promoter.
    func api(_ path: String) throws -> String {
        let connection = try eventually("the admin listener") { try? RawConnection(port: adminPort) }
        let answer = try connection.exchange(
            .get(path, fields: ["Authorization: Bearer promoter-promoter", "Connection: close"]))
        guard answer.status == 200 else { throw Failure(answer.text) }
        return answer.text
    }

    /// An entry of the audit trail.
    struct Decision: Decodable {
        let number: Int
        let who: String
        let action: String
        let from: Double
        let to: Double
        let reason: String
        let refusal: String?
        let at: String
    }

    /// The audit trail, the oldest entry first.
    func decisions() throws -> [Decision] {
        struct Answer: Decodable { let decisions: [Decision] }
        let text = try api("/api/v1/decisions?limit=1000")
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).decisions.reversed()
    }
}
