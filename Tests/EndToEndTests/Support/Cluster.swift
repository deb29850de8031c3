import Foundation
import Synchronization

/// A private PostgreSQL server for all tests, on a socket in its own folder, with a seeded database to copy.
final class Cluster: Sendable {
    static let shared = Result { try Cluster() }

    /// The arguments of the seed.
    static let seed = ["--customers", "60", "--conversations", "600", "--seed", "1"]
    private static let template = "tradesphere_seed"

    let folder: String
    let guardian: Guardian
    private let programs: String
    /// Stopped by the guardian.
    private let server: RunningProgram
    private let databases = Mutex(0)

    private init() throws {
        programs = try Self.findPrograms()
        folder = try Folder.make("pxe2e")
        let asPostgres = geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        if geteuid() == 0 { try CommandResult.succeeding(["chown", "postgres", folder]) }
        chmod(folder, 0o755)
        let stop = asPostgres + ["\(programs)/pg_ctl", "-D", "\(folder)/data", "-m", "immediate", "-w", "stop"]
        guardian = try Guardian(folder: folder, stop: stop.joined(separator: " "))
        try CommandResult.succeeding(
            asPostgres + [
                "\(programs)/initdb", "--pgdata=\(folder)/data", "--username=tradesphere", "--auth=trust",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
            ],
            within: .seconds(120)
        )
        let server = try RunningProgram(
            asPostgres + [
                "\(programs)/postgres", "-D", "\(folder)/data", "-k", folder, "-c", "listen_addresses=", "-c",
                "fsync=off",
                "-c", "max_connections=300",
            ],
            named: "server", in: folder, guardian: nil)
        let isReady = ["\(programs)/pg_isready", "-q", "-h", folder, "-U", "tradesphere"]
        try eventually(
            "PostgreSQL to answer: \(server.errorText)", within: .seconds(60),
            holds: { try CommandResult.of(isReady).status == 0 })
        self.server = server
        try run("CREATE DATABASE \(Self.template)")
        let tradesphere = try Programs.tradesphere()
        let seeded = ["--database", url(of: Self.template)]
        try CommandResult.succeeding([tradesphere, "migrate"] + seeded)
        try CommandResult.succeeding([tradesphere, "seed"] + Self.seed + seeded)
        try run("ALTER DATABASE \(Self.template) ALLOW_CONNECTIONS false")
    }

    func url(of database: String) -> String { "postgres://tradesphere@/\(database)?host=\(folder)" }

    /// A copy of the seeded database.
    func makeDatabase() throws -> String {
        let number = databases.withLock { number in
            number += 1
            return number
        }
        try run("CREATE DATABASE test_\(number) TEMPLATE \(Self.template)")
        return "test_\(number)"
    }

    func drop(_ database: String) throws { try run("DROP DATABASE IF EXISTS \(database) WITH (FORCE)") }

    /// Runs SQL.
    ///
    /// - Returns: The rows of the last statement.
    @discardableResult
    func run(_ sql: String, in database: String = "postgres") throws -> [[String]] {
        let text = try CommandResult.succeeding([
            "\(programs)/psql", "-X", "-q", "-A", "-t", "-F", "\u{1F}", "-R", "\u{1E}", "-h", folder, "-U",
            "tradesphere",
            "-d", database, "-v", "ON_ERROR_STOP=1", "-c", sql,
        ])
        return text.split(separator: "\u{1E}", omittingEmptySubsequences: true)
            .map { $0.hasSuffix("\n") ? $0.dropLast() : $0 }
            .filter { !$0.isEmpty }
            .map { $0.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init) }
    }

    private static func findPrograms() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let installed = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in installed + path where FileManager.default.isExecutableFile(atPath: "\(folder)/initdb") {
            return folder
        }
        throw Failure("these tests need PostgreSQL's server programs (initdb, pg_ctl, psql)")
    }
}
