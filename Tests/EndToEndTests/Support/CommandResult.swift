import Foundation

/// What a command that ran to its end left behind.
struct CommandResult {
    let status: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    /// The lines of standard error that say something.
    var errorLines: [String] {
        errors.split(separator: "\n").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// Runs a command to its end, for a bounded time.
    ///
    /// - Parameter environment: Added to the tests' own.
    /// - Throws: ``Failure`` where it cannot be started or does not end.
    static func of(
        _ command: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        within limit: Duration = .seconds(30)
    ) throws -> CommandResult {
        let folder = try Folder.make("pxcmd")
        defer { try? Folder.remove(folder) }
        let program = try RunningProgram(
            command, named: "command", in: folder, environment: environment, input: input, guardian: nil)
        guard program.waitForExit(within: limit) else {
            try program.stop()
            throw Failure("'\(command.joined(separator: " "))' did not end within \(limit): \(program.errorText)")
        }
        return CommandResult(
            status: program.exitStatus, output: try program.outputData(), errors: program.errorText)
    }

    /// The same, for a command that must succeed.
    @discardableResult
    static func succeeding(_ command: [String], within limit: Duration = .seconds(30)) throws -> String {
        let result = try of(command, within: limit)
        guard result.status == 0 else {
            throw Failure("'\(command.joined(separator: " "))' ended with \(result.status): \(result.errors)")
        }
        return result.text
    }
}
