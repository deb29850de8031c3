import Foundation
import Testing

/// What one test has running: programs, databases, scripted upstreams and a folder, all gone when the test ends.
final class Stage {
    let folder: String
    private var programs: [RunningProgram] = []
    private var databases: [String] = []
    private var upstreams: [ScriptedUpstream] = []
    private var latches: [Latch] = []

    init() throws { folder = try Folder.make("pxstage") }

    /// Started by the first test that needs it.
    var cluster: Cluster { get throws { try Cluster.shared.get() } }

    // MARK: What a test needs

    func database() throws -> String {
        let name = try cluster.makeDatabase()
        databases.append(name)
        return name
    }

    /// A host of the reference functions on a database.
    func functions(_ implementation: Functions.Implementation, on database: String) throws -> Functions {
        let command =
            [try Programs.tradesphere(), "serve"] + implementation.arguments
            + ["--port", "0", "--database", try cluster.url(of: database)]
        let program = try start(command, named: "\(implementation)-\(programs.count)")
        return Functions(
            program: program, port: try program.waitForPort())
    }

    func upstream(_ script: @escaping ScriptedUpstream.Script) throws -> ScriptedUpstream {
        keep(try ScriptedUpstream(script))
    }

    /// An upstream that answers with these octets, head and all.
    func upstream(octets answer: [UInt8]) throws -> ScriptedUpstream {
        keep(try ScriptedUpstream(octets: { _ in answer }))
    }

    func upstream(answering body: String) throws -> ScriptedUpstream { keep(try .answering(body)) }

    /// A latch that is open at the latest when the test ends.
    func latch() -> Latch {
        let latch = Latch()
        latches.append(latch)
        return latch
    }

    /// Writes a file into the stage's folder.
    func write(_ text: String, to name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    func sidecar(
        _ configuration: SidecarConfiguration,
        environment: [String: String] = [:],
        openFiles: String? = nil
    ) throws -> Sidecar {
        let sidecar = try Sidecar.start(
            configuration, in: folder, named: "parallax-\(programs.count)", environment: environment,
            openFiles: openFiles, guardian: try Guardian.shared.get())
        programs.append(sidecar.program)
        return sidecar
    }

    /// Runs the command line's program.
    func parallax(_ arguments: String...) throws -> CommandResult {
        try CommandResult.of([try Programs.parallax()] + arguments)
    }

    private func start(
        _ command: [String],
        named name: String,
        environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let program = try RunningProgram(
            command, named: name, in: folder, environment: environment, guardian: try Guardian.shared.get())
        programs.append(program)
        return program
    }

    private func keep(_ upstream: ScriptedUpstream) -> ScriptedUpstream {
        upstreams.append(upstream)
        return upstream
    }

    // MARK: The end

    /// What the programs said, for the report of a failed test.
    var logs: String {
        programs.map { program in
            let lines = program.errorText.split(separator: "\n").suffix(40).joined(separator: "\n")
            return "── \(program.name)\n\(lines)"
        }.joined(separator: "\n")
    }

    func close() {
        for latch in latches { latch.open() }
        // The last one first: the sidecar before what stands behind it.
        for program in programs.reversed() {
            do { try program.stop() } catch { Issue.record(error) }
        }
        for upstream in upstreams { upstream.close() }
        for database in databases {
            do { try cluster.drop(database) } catch { Issue.record(error) }
        }
        do { try Folder.remove(folder) } catch { Issue.record(error) }
    }
}

/// Lends a stage to a test and clears it away whatever happens.
func withStage(_ body: (Stage) throws -> Void) throws {
    let stage = try Stage()
    defer { stage.close() }
    do {
        try body(stage)
    } catch {
        throw Failure("\(error)\n\(stage.logs)")
    }
}
