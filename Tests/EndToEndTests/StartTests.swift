import Foundation
import Testing

/// What a sidecar does of itself once it has begun.
@Suite("The start of a sidecar")
struct StartTests {
    @Test("pages of the program that only its start has used leave its memory, and it goes on")
    func pages() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let candidate = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.answer(to: .get("/x")).text == #"{"a":1}"#)
            try eventually("5 MB less than there were", within: .seconds(30)) {
                let most = try sidecar.program.residentBytes(atMost: true)
                return try sidecar.program.residentBytes() < most - 5_000_000 ? () : nil
            }
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
            let candidate = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            let begin = ContinuousClock.now
            let connection = try sidecar.connect()
            try connection.send(HTTPRequest.get("/x").bytes)
            try eventually("the request to come", holds: { legacy.received.count == 1 })
            sidecar.program.signal(SIGTERM)
            usleep(useconds_t(max(0, (begin + .seconds(7) - .now) / .microseconds(1))))
            latch.open()
            #expect(try connection.readAnswer().text == #"{"a":1}"#)
            try sidecar.stop()
        }
    }
}
