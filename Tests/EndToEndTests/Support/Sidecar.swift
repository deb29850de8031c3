import Foundation

/// A running sidecar.
struct Sidecar {
    let program: RunningProgram
    let port: Int
    let adminPort: Int
    let configurationPath: String
    let configuration: SidecarConfiguration
    let environment: [String: String]

    var url: String { "http://127.0.0.1:\(port)" }

    /// Writes the configuration and starts a sidecar on it.
    ///
    /// - Parameters:
    ///   - folder: Where the configuration, the ledger and the logs go.
    ///   - name: Of the program; unique in the folder.
    ///   - openFiles: How many files and sockets it may have open, and what it may raise that to, as prlimit(1) takes them:
    ///     `80` or `80:4096`; as many as the tests, by default.
    ///   - guardian: Ends the program should the tests die.
    static func start(
        _ configuration: SidecarConfiguration,
        in folder: String,
        named name: String,
        environment: [String: String] = [:],
        openFiles: String? = nil,
        guardian: Guardian
    ) throws -> Sidecar {
        var configuration = configuration
        if configuration.adminPort == 0 { configuration.adminPort = try Loopback.unusedPort() }
        for role in configuration.tokens {
            try Data("\(role)-\(role)\n".utf8).write(to: URL(filePath: "\(folder)/\(role).token"))
        }
        let path = "\(folder)/parallax.yaml"
        try Data(configuration.text.utf8).write(to: URL(filePath: path))
        let limited = openFiles.map { ["prlimit", "--nofile=\($0)"] } ?? []
        let program = try RunningProgram(
            limited + [try Programs.parallax(), "serve", "--config", path], named: name, in: folder,
            environment: environment, guardian: guardian)
        do {
            return Sidecar(
                program: program, port: try program.waitForPort(), adminPort: configuration.adminPort,
                configurationPath: path, configuration: configuration, environment: environment)
        } catch {
            program.kill()
            throw error
        }
    }

    func connect(limit: Duration = .seconds(60)) throws -> RawConnection { try RawConnection(port: port, limit: limit) }

    /// One request on a connection of its own.
    func answer(to request: HTTPRequest) throws -> HTTPAnswer { try connect().exchange(request) }

    /// Ends it as a supervisor does.
    ///
    /// - Throws: ``Failure`` where it had to be killed, or ended with a status of its own.
    func stop() throws {
        try program.stop()
        guard program.exitStatus == 0 else {
            throw Failure("the sidecar ended with \(program.exitStatus): \(program.errorText)")
        }
    }

    /// What the ledger says now.
    func report() throws -> Report { try JSONDecoder().decode(Report.self, from: try reportData()) }

    func reportData(format: String = "json") throws -> Data {
        let result = try CommandResult.of(
            [try Programs.parallax(), "report", "--config", configurationPath, "--format", format])
        guard result.status == 0 else { throw Failure("report ended with \(result.status): \(result.errors)") }
        return result.output
    }

    /// Ends it, and gives what was recorded in all.
    func finalReport() throws -> Report {
        try stop()
        return try report()
    }

    /// Waits until the running sidecar has written so many requests.
    func waitForReport(of requests: Int) throws -> Report {
        try eventually("\(requests) requests in the ledger") {
            let result = try CommandResult.of(
                [try Programs.parallax(), "report", "--config", configurationPath, "--format", "json"])
            // Before its first write there is no ledger.
            if result.status == 1, result.errors.contains("there is no") { return nil }
            guard result.status == 0 else { throw Failure("report ended with \(result.status): \(result.errors)") }
            let report = try JSONDecoder().decode(Report.self, from: result.output)
            return report.requests >= requests ? report : nil
        }
    }

    /// What `/ready` says.
    struct Readiness: Decodable {
        let ready: Bool
        let degraded: Bool
        let warnings: [String]
    }

    func readiness() throws -> Readiness {
        try JSONDecoder().decode(Readiness.self, from: Data(try admin("/ready").body))
    }

    /// Asks the admin listener.
    func admin(_ path: String) throws -> HTTPAnswer {
        // The admin listener comes up after the proxy, so that nothing keeps requests waiting.
        let connection = try eventually("the admin listener") { try? RawConnection(port: adminPort) }
        return try connection.exchange(.get(path, fields: ["Connection: close"]))
    }

    /// What `parallax explain` says of a user.
    struct Explanation: Decodable {
        let user: String
        let bucket: Int?
        let percentage: Double
        let served: String
        let reason: String
    }

    func explain(route: String, user: String) throws -> Explanation {
        let result = try CommandResult.of(
            [
                try Programs.parallax(), "explain", "--config", configurationPath, "--route", route, "--user", user,
                "--format", "json",
            ],
            environment: environment)
        guard result.status == 0 else { throw Failure("explain ended with \(result.status): \(result.errors)") }
        return try JSONDecoder().decode(Explanation.self, from: result.output)
    }
}
