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
}
