import Testing

/// Where the process may have fewer files and sockets open than its clients ask for.
@Suite("Open files")
struct OpenFileTests {
    private func configuration(_ stage: Stage) throws -> SidecarConfiguration {
        let legacy = try stage.upstream(answering: #"{"a":1}"#)
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: legacy.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        return configuration
    }

    @Test("a limit that is too low is said at the start; clients beyond it wait, and cost nothing meanwhile")
    func shortage() throws {
        try withStage { stage in
            let sidecar = try stage.sidecar(configuration(stage), openFiles: "80")
            let rest = try sidecar.program.waitForLine("limits.connections of 10000 can take 20384 open files")
            #expect(rest.contains("the process may have 80") && rest.contains("ulimit -Hn"))
            #expect(try sidecar.answer(to: .get("/x")).text == #"{"a":1}"#)
            let clients = try (0..<120).map { _ in try sidecar.connect() }
            try eventually("all of them to be open", holds: { try sidecar.program.openFiles() >= 79 })
            let before = try sidecar.program.processorTicks()
            let rested = ContinuousClock.now + .seconds(2)
            try eventually("two seconds to pass", holds: { .now >= rested })
            // Of two hundred, which are what an event loop takes that does nothing but fail.
            #expect(try sidecar.program.processorTicks() - before < 100)
            for client in clients { client.close() }
            try eventually("a client to be served again") {
                let answer = try? sidecar.answer(to: .get("/x"))
                return answer?.text == #"{"a":1}"# ? () : nil
            }
            try sidecar.stop()
        }
    }

    @Test("as far as the system lets it, a sidecar raises its limit by itself")
    func raised() throws {
        try withStage { stage in
            let sidecar = try stage.sidecar(configuration(stage), openFiles: "80:4096")
            let clients = try (0..<120).map { _ in try sidecar.connect() }
            for client in clients { #expect(try client.exchange(.get("/x")).text == #"{"a":1}"#) }
            try sidecar.stop()
        }
    }
}
