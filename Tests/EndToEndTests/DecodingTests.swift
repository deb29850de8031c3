import Foundation
import Testing

/// Bodies that are compressed go through as they are, and are compared as what they hold.
@Suite("Compressed answers")
struct DecodingTests {
    /// An order as JSON, compressed with gzip: the count of the second line is 2, and in the other one 3.
    static let two =
        "H4sIAAAAAAACA0XKsQqAIBAG4Hf5ZwlqCW7qPaLB9AZJz9CEQO7doyFaP76OXDwXUEfwoNkgBuEKWjvq0UCwMHC5yQUa1Xy6"
        + "/zrpZsDJhvhukYVvm87Ig8sJqg9y6fd+YgAAAA=="
    static let three =
        "H4sIAAAAAAACA0XKsQqAIBAG4Hf5ZwmiIbip94gG0xskPUMTArl3j4Zo/fg6cvFcQB3Bg2aDGIQraO2oRwPBwsDlJhdoVPPp/uukmwEnG+K7RRa+"
        + "bTojDy4nqD6jARBwYgAAAA=="

    static func answer(_ body: [UInt8]) -> [UInt8] {
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    @Test("a member that differs inside of gzip is reported at its place; the client gets legacy's octets untouched")
    func compressed() throws {
        try withStage { stage in
            let legacyBody = try Array(#require(Data(base64Encoded: Self.two)))
            let candidateBody = try Array(#require(Data(base64Encoded: Self.three)))
            let legacy = try stage.upstream(octets: Self.answer(legacyBody))
            let candidate = try stage.upstream(octets: Self.answer(candidateBody))
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for _ in 0..<3 {
                let answer = try connection.exchange(.get("/x"))
                #expect(answer.body == legacyBody)
                #expect(answer.values("content-encoding") == ["gzip"])
            }
            connection.close()
            let report = try sidecar.finalReport()
            #expect(try report.counts(of: "everything") == ["changed /body/order/lines/*/count": 3])
        }
    }

    @Test("a body that is cut inside of gzip is undecodable, and counts as a mismatch")
    func cut() throws {
        try withStage { stage in
            let whole = try Array(#require(Data(base64Encoded: Self.two)))
            let legacy = try stage.upstream(octets: Self.answer(whole))
            let candidate = try stage.upstream(octets: Self.answer(Array(whole.dropLast(9))))
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.answer(to: .get("/x")).body == whole)
            let report = try sidecar.finalReport()
            #expect(try report.counts(of: "everything") == ["undecodable /body": 1])
        }
    }
}
