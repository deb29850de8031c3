import Foundation

/// A PostgreSQL server of the test's own, in a folder of its own, on a socket in it and on a loopback port.
///
/// A guardian process holds the cleaning up: it waits for its standard input to end, stops the server and removes the
/// folder. The input ends when the test lets go of it, and also when the test process dies in any way.
public final class PrivateCluster: Sendable {
    /// What all tests share that do not stop the server.
    public static let shared = Result { try PrivateCluster() }

    public let folder: String
    public let port: Int
    private let programs: ServerPrograms
    private let guardian: Guardian

    public init() throws {
        programs = try ServerPrograms.find()
        var template = Array("/tmp/pgtest-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("no temporary folder") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        if ServerPrograms.isRoot { try ChildProcess.run(["chown", "postgres", folder]) }
        guardian = try Guardian(folder: folder, programs: programs)
        port = try Self.freePort()
        try programs.run(
            "initdb",
            ["-D", "\(folder)/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        try start()
    }

    public func start() throws {
        let options = [
            "-k", folder, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c",
            "max_connections=200",
        ]
        try programs.run(
            "pg_ctl",
            [
                "-D", "\(folder)/data", "-l", "\(folder)/log", "-w", "-t", "60", "-o", options.joined(separator: " "),
                "start",
            ]
        )
    }

    public func stop() throws {
        try programs.run("pg_ctl", ["-D", "\(folder)/data", "-m", "fast", "-w", "-t", "60", "stop"])
    }

    /// Ends the server and removes the folder, and returns when that is done.
    public func remove() {
        guardian.dismiss()
    }

    /// The URL of the database `postgres` over the unix socket.
    public var url: String { url("postgres") }

    /// The URL of a database over the unix socket.
    public func url(_ database: String) -> String {
        "postgres://postgres@/\(database)?host=\(folder)&port=\(port)"
    }

    /// The URL over TCP.
    public var tcpURL: String { "postgres://postgres@127.0.0.1:\(port)/postgres" }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) {
            self.description = description
        }
    }

    /// A port that nobody uses at this moment.
    public static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard outcome == 0 else { throw Failure("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
