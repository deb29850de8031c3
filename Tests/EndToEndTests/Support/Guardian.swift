import Foundation

/// Cleans up after the tests, however they end: a small shell whose standard input ends when the test process does.
///
/// Swift Testing has no end of all tests to hook into, and a crash would not reach it anyway. The guardian ends the
/// programs that are still watched, stops the database server and removes its folder.
final class Guardian: Sendable {
    /// Watches programs that need nothing else to be stopped, and holds what lives as long as the tests do.
    static let shared = Result { try Guardian(folder: try Folder.make("pxguard"), stop: ":") }

    let folder: String

    /// - Parameters:
    ///   - folder: Removed at the end.
    ///   - stop: A shell command that is run before.
    init(folder: String, stop: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: "\(folder)/watched", withIntermediateDirectories: false)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure("no pipe") }
        // Nobody else may hold the writing end; it is closed by the end of this process.
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        let script = """
            trap '' INT TERM HUP
            cat >/dev/null
            for file in \(folder)/watched/*; do [ -e "$file" ] && kill -KILL "${file##*/}"; done
            cd /
            \(stop)
            rm -rf \(folder)
            """
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            ["sh", "-c", script].map { (text: String) in strdup(text) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, environ) == 0 else {
            throw Failure("no shell")
        }
        close(ends[0])
    }

    func watch(_ process: pid_t) {
        _ = FileManager.default.createFile(atPath: "\(folder)/watched/\(process)", contents: nil)
    }

    func release(_ process: pid_t) {
        unlink("\(folder)/watched/\(process)")
    }
}
