import Foundation

/// Stops a cluster and removes its folder as soon as its standard input ends.
final class Guardian: Sendable {
    private let process: pid_t
    private let input: Int32

    init(folder: String, programs: ServerPrograms) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw PrivateCluster.Failure("no pipe") }
        input = ends[1]
        _ = fcntl(input, F_SETFD, FD_CLOEXEC)
        let stop = programs.command("pg_ctl", ["-D", "\(folder)/data", "-m", "immediate", "-w", "stop"])
        process = try ChildProcess.start(
            ["sh", "-c", "trap '' INT TERM HUP; cat; \(stop.joined(separator: " ")); rm -rf \(folder)"], input: ends[0])
        close(ends[0])
    }

    /// Returns when the cluster is gone.
    func dismiss() {
        close(input)
        _ = ChildProcess.wait(for: process)
    }
}
