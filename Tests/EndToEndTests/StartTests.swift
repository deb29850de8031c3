import Foundation
import Testing

/// What a sidecar does of itself once it has begun.
@Suite("The start of a sidecar")
struct StartTests {
    private func sidecar(_ stage: Stage, legacy: ScriptedUpstream) throws -> Sidecar {
        let candidate = try stage.upstream(answering: #"{"a":1}"#)
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        // Longer than it takes until the start's pages are released.
        configuration.drainTimeout = "60s"
        return try stage.sidecar(configuration)
    }

    private func waitForRelease(of sidecar: Sidecar) throws {
        try eventually("5 MB less than there were") {
            let most = try sidecar.program.residentBytes(atMost: true)
            return try sidecar.program.residentBytes() < most - 5_000_000 ? () : nil
        }
    }

    @Test("pages of the program that only its start has used leave its memory, and it goes on")
    func pages() throws {
        try withStage { stage in
            let sidecar = try sidecar(stage, legacy: stage.upstream(answering: #"{"a":1}"#))
            #expect(try sidecar.answer(to: .get("/x")).text == #"{"a":1}"#)
            try waitForRelease(of: sidecar)
            #expect(try sidecar.answer(to: .get("/x")).text == #"{"a":1}"#)
            try sidecar.stop()
        }
    }

    @Test("a sidecar that is told to stop before that drains beyond it")
    func earlyStop() throws {
        try withStage { stage in
            let latch = stage.latch()
            let legacy = try stage.upstream { _ in
                latch.wait()
                return ScriptedUpstream.answer(#"{"a":1}"#)
            }
            let sidecar = try sidecar(stage, legacy: legacy)
            let connection = try sidecar.connect()
            try connection.send(HTTPRequest.get("/x").bytes)
            try eventually("the request to come", holds: { legacy.received.count == 1 })
            sidecar.program.signal(SIGTERM)
            try waitForRelease(of: sidecar)
            latch.open()
            #expect(try connection.readAnswer().text == #"{"a":1}"#)
            try sidecar.stop()
        }
    }
}
