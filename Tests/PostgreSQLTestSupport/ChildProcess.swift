import Foundation

/// Starts programs by `posix_spawn`. (Foundation's `Process` learns of an exit by a descriptor
/// that a server started by the program keeps open, and then waits for the server.)
enum ChildProcess {
    /// - Parameter input: the descriptor that becomes its standard input; otherwise there is none.
    static func start(_ command: [String], input: Int32? = nil) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A program that runs as another user may not be allowed into the tests' working folder.
        var arguments = (["sh", "-c", "cd / && exec \"$@\"", "sh"] + command).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, environ) == 0 else {
            throw PrivateCluster.Failure("\(command[0]) cannot be started")
        }
        return process
    }

    /// Runs a program to its end.
    static func run(_ command: [String]) throws {
        let status = wait(for: try start(command))
        guard status == 0 else {
            throw PrivateCluster.Failure("\(command.joined(separator: " ")) ended with wait status \(status)")
        }
    }

    static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}
