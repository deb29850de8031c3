import Foundation

/// PostgreSQL's server programs, run as `postgres` where the tests run as root.
struct ServerPrograms: Sendable {
    static let isRoot = geteuid() == 0
    let folder: String

    static func find() throws -> ServerPrograms {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let installed = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in installed + path where FileManager.default.isExecutableFile(atPath: "\(folder)/initdb") {
            return ServerPrograms(folder: folder)
        }
        throw PrivateCluster.Failure("these tests need PostgreSQL's server programs (initdb, postgres, pg_ctl)")
    }

    func command(_ program: String, _ arguments: [String]) -> [String] {
        (Self.isRoot ? ["runuser", "-u", "postgres", "--"] : []) + ["\(folder)/\(program)"] + arguments
    }

    func run(_ program: String, _ arguments: [String]) throws {
        try ChildProcess.run(command(program, arguments))
    }
}
