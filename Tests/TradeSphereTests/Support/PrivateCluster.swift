import Foundation

/// A PostgreSQL server of the test's own, in a folder of its own, on a socket in it.
///
/// A guardian process holds the cleaning up: it waits for its standard input to end, stops the server and removes the
/// folder. The input ends when the test lets go of it, and also when the test process dies in any way.
final class PrivateCluster: Sendable {
    /// What all tests share that do not stop the server.
    static let shared = Result { try PrivateCluster() }

    let folder: String
    private let programs: ServerPrograms
    private let guardian: Guardian

    init() throws {
        programs = try ServerPrograms.find()
        var template = Array("/tmp/tradesphere-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("no temporary folder") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        if ServerPrograms.isRoot { try ChildProcess.run(["chown", "postgres", folder]) }
        guardian = try Guardian(folder: folder, programs: programs)
        try programs.run(
            "initdb",
            ["-D", "\(folder)/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        try start()
    }

    func start() throws {
        let options = [
            "-k", folder, "-c", "listen_addresses=''", "-c", "fsync=off", "-c", "max_connections=200",
        ]
        try programs.run(
            "pg_ctl",
            [
                "-D", "\(folder)/data", "-l", "\(folder)/log", "-w", "-t", "60", "-o", options.joined(separator: " "),
                "start",
            ]
        )
    }

    func stop() throws {
        try programs.run("pg_ctl", ["-D", "\(folder)/data", "-m", "fast", "-w", "-t", "60", "stop"])
    }

    /// Ends the server and removes the folder, and returns when that is done.
    func remove() {
        guardian.dismiss()
    }

    /// The URL of a database.
    func url(_ database: String) -> String { "postgres://postgres@/\(database)?host=\(folder)" }

    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}
