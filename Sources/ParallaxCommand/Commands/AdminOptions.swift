import ArgumentParser
import ControlPlane
import Foundation

/// The options of commands that speak to a running sidecar.
struct AdminOptions: ParsableArguments {
    @OptionGroup var source: ConfigurationOption

    @Option(name: .long, help: "The admin API, such as http://127.0.0.1:9090; left out: the configuration's.")
    var admin: String?

    @Option(name: .long, help: "A file with the token; left out: the environment's PARALLAX_TOKEN.")
    var tokenFile: String?

    /// Nobody answers there, or not as the API does.
    static let unreachable = ExitCode(5)

    func validate() throws {
        if let admin, !["http://", "https://"].contains(where: admin.hasPrefix) {
            throw ValidationError("--admin is a URL such as http://127.0.0.1:9090")
        }
    }

    /// - Throws: Exit code 78, having said why, where the configuration or the token's file is wrong.
    func client() throws -> AdminClient {
        let token = try token()
        if let admin { return AdminClient(base: admin, token: token) }
        guard let client = AdminClient(of: try source.load().admin, token: token) else {
            StandardError.write(
                "parallax: 'admin.listen' has port 0, which only the sidecar knows; name it with --admin")
            throw Self.unreachable
        }
        return client
    }

    private func token() throws -> String? {
        guard let tokenFile else {
            return ProcessInfo.processInfo.environment["PARALLAX_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        }
        do throws(ConfigurationErrors) {
            return try AdminToken.secret(at: tokenFile)
        } catch {
            StandardError.write(error.description)
            throw ExitCode(78)
        }
    }

    /// Asks the admin API; where it does not answer, or refuses, says why and ends the program.
    ///
    /// - Parameter refused: The exit code where the API refuses.
    func ask<Answer>(
        refused: ExitCode = ExitCode(1), _ body: (AdminClient) async throws(AdminClient.Failure) -> Answer
    ) async throws -> Answer {
        let client = try client()
        do throws(AdminClient.Failure) {
            return try await body(client)
        } catch {
            StandardError.write("parallax: \(error.description)")
            throw error.kind == .unreachable ? Self.unreachable : refused
        }
    }
}
