import Foundation

/// A program that was started for a test, with its output in files.
final class RunningProgram: Sendable {
    let name: String
    private let process = Process()
    private let outputPath: String
    private let errorPath: String
    private let guardian: Guardian?

    /// - Parameters:
    ///   - name: Unique in the folder; names the files of its output.
    ///   - environment: Added to the tests' own.
    ///   - input: Its standard input; none by default.
    ///   - guardian: Ends the program should the tests die.
    init(
        _ command: [String],
        named name: String,
        in folder: String,
        environment: [String: String] = [:],
        input: String? = nil,
        guardian: Guardian?
    ) throws {
        self.name = name
        self.guardian = guardian
        outputPath = "\(folder)/\(name).out"
        errorPath = "\(folder)/\(name).log"
        let output = try Self.emptyFile(outputPath)
        let errors = try Self.emptyFile(errorPath)
        defer {
            try? output.close()
            try? errors.close()
        }
        process.executableURL = URL(filePath: "/usr/bin/env")
        // `env` replaces itself, so the process is the program.
        process.arguments = command
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment
            .filter { $0.key != "USE_NEW_SERVICES" }
            .merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
        if let input {
            let path = "\(folder)/\(name).in"
            try Data(input.utf8).write(to: URL(filePath: path))
            process.standardInput = try FileHandle(forReadingFrom: URL(filePath: path))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        guardian?.watch(process.processIdentifier)
    }

    var processIdentifier: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    /// Its exit status, or 128 and the signal that ended it, as in a shell.
    var exitStatus: Int32 {
        process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }
    var errorText: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

    func outputData() throws -> Data { try Data(contentsOf: URL(filePath: outputPath)) }

    /// Waits until the program has written a line that holds this text to standard error.
    ///
    /// - Returns: What follows the text on that line.
    func waitForLine(_ text: String) throws -> String {
        try eventually("\(name) to say '\(text)': \(errorText)") {
            for line in errorText.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                if let range = line.range(of: text) { return String(line[range.upperBound...]) }
            }
            guard isRunning else { throw Failure("\(name) ended with \(exitStatus): \(errorText)") }
            return nil
        }
    }

    /// Waits until the program says which port it listens on.
    func waitForPort() throws -> Int {
        let rest = try waitForLine("listening on http://127.0.0.1:")
        guard let port = Int(rest.prefix { $0.isNumber }) else { throw Failure("no port in '\(rest)'") }
        return port
    }

    /// Its resident memory.
    ///
    /// - Parameter atMost: Whether the highest since its start is meant.
    func residentBytes(atMost: Bool = false) throws -> Int {
        let value = try status(atMost ? "VmHWM:" : "VmRSS:")
        guard let kilobytes = Int(value) else { throw Failure("'\(value)' is no memory") }
        return kilobytes * 1024
    }

    /// How many files and sockets it has open.
    func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(processIdentifier)/fd").count
    }

    /// The processor time it has taken, in hundredths of a second: user and system time of proc_pid_stat(5).
    func processorTicks() throws -> Int {
        let stat = try String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
        // Behind the name, which may hold anything, comes the state, field 3; the times are fields 14 and 15.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ").dropFirst()
        let times = fields.dropFirst(11).prefix(2).compactMap { Int($0) }
        guard times.count == 2 else { throw Failure("no times in \(stat)") }
        return times[0] + times[1]
    }

    /// Whether it was told to stand still, and does.
    var isStopped: Bool { get throws { try status("State:") == "T" } }

    /// What the kernel says first about a property.
    private func status(_ name: String) throws -> Substring {
        let status = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let value = line.split(whereSeparator: \.isWhitespace).dropFirst().first
        else { throw Failure("no \(name) in \(status)") }
        return value
    }

    func signal(_ number: Int32) { Foundation.kill(process.processIdentifier, number) }

    /// - Returns: Whether it ended in time.
    func waitForExit(within limit: Duration) -> Bool {
        let hasEnded = (try? eventually("the end of \(name)", within: limit, holds: { !isRunning })) != nil
        if hasEnded { guardian?.release(process.processIdentifier) }
        return hasEnded
    }

    /// SIGKILL, and waits for the end.
    func kill() {
        signal(SIGKILL)
        _ = waitForExit(within: .seconds(10))
    }

    /// SIGTERM, a bounded wait, and SIGKILL as the last resort.
    ///
    /// - Throws: ``Failure`` where it had to be killed.
    func stop(within limit: Duration = .seconds(SanitizedRun.isOn ? 120 : 20)) throws {
        guard isRunning else { return }
        signal(SIGTERM)
        guard waitForExit(within: limit) else {
            kill()
            throw Failure("\(name) did not end within \(limit) of SIGTERM and was killed: \(errorText)")
        }
    }

    private static func emptyFile(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(filePath: path))
        return try FileHandle(forWritingTo: URL(filePath: path))
    }
}
