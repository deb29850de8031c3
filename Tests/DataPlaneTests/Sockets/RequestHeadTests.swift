@testable import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("The request that both sides get")
struct RequestHeadTests {
    /// The fields with which a request arrives at legacy, after a number of client fields.
    private func arrive(
        _ fields: [String],
        startLine: String = "GET / HTTP/1.1",
        host: String = "Host: example.test",
        configure: (inout ProxyConfiguration) -> Void = { _ in }
    ) async throws -> (legacy: RawMessage, candidate: RawMessage) {
        var result: (RawMessage, RawMessage)?
        try await withProxy(legacy: try .ok(), candidate: try .ok(), configure: configure) { proxy in
            _ = try proxy.exchange(([startLine, host] + fields).joined(separator: "\r\n") + "\r\n\r\n")
            result = (try proxy.legacy.wait(requests: 1)[0], try proxy.candidate.wait(requests: 1)[0])
        }
        return try #require(result)
    }

    @Test("who asked is added, the same to both sides; the copy differs in its mark alone")
    func added() async throws {
        let (legacy, candidate) = try await arrive(["Accept: x"])
        let names = legacy.fieldLines.map { String($0.prefix { $0 != ":" }) }
        #expect(
            names == [
                "Host", "Accept", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id",
                "traceparent",
            ])
        #expect(legacy.values("via") == ["1.1 parallax"])
        #expect(legacy.values("x-forwarded-for") == ["127.0.0.1"])
        #expect(legacy.values("x-forwarded-proto") == ["http"])
        #expect(legacy.values("x-forwarded-host") == ["example.test"])
        #expect(legacy.first("x-request-id")?.count == 32)
        let traceparent = try #require(legacy.first("traceparent")).split(separator: "-")
        #expect(traceparent.map(\.count) == [2, 32, 16, 2])
        #expect(candidate.startLine == legacy.startLine)
        #expect(candidate.fieldLines == legacy.fieldLines + ["Parallax-Mirror: ?1"])
    }

    @Test("lists that came are extended at their last line; identifiers that came are kept")
    func extended() async throws {
        let (legacy, candidate) = try await arrive([
            "Via: 1.0 a", "x-forwarded-for: 10.0.0.1", "X-Forwarded-For: 10.0.0.2", "VIA: 1.1 b",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: outside.test", "x-request-id: mine", "traceparent: 00-1-2-01",
        ])
        #expect(
            legacy.fieldLines == [
                "Host: example.test", "Via: 1.0 a", "x-forwarded-for: 10.0.0.1", "X-Forwarded-For: 10.0.0.2, 127.0.0.1",
                "VIA: 1.1 b, 1.1 parallax", "X-Forwarded-Proto: https, http",
                "X-Forwarded-Host: outside.test, example.test", "x-request-id: mine", "traceparent: 00-1-2-01",
            ])
        #expect(candidate.fieldLines == legacy.fieldLines + ["Parallax-Mirror: ?1"])
    }

    @Test(
        "what is for this connection, the platform or us alone does not go on",
        arguments: [
            "Connection: x", "Keep-Alive: 5", "Proxy-Connection: keep-alive", "TE: trailers", "Upgrade: h2c",
            "Parallax-Mirror: ?1", "parallax-dry-run: ?1", "x-nf-function-name: a", "X-NF-Function-Route: a",
            "x-netlify-original-pathname: a", "X-Netlify-Original-Search: a", "Expect: 100-continue",
        ])
    func stripped(_ line: String) async throws {
        let name = String(line.prefix { $0 != ":" })
        let (legacy, candidate) = try await arrive([line])
        if name != "Expect" { #expect(legacy.values(name) == []) }
        #expect(candidate.values(name) == (name == "Parallax-Mirror" ? ["?1"] : []))
    }

    @Test("fields that are listed in Connection do not go on, but cannot take away what the proxy adds")
    func listed() async throws {
        let (legacy, _) = try await arrive([
            "Connection: X-Private , via,X-Forwarded-For, Host, x-request-id", "X-Private: 1", "Via: 1.0 a",
            "X-Forwarded-For: 10.0.0.1", "X-Request-Id: mine", "X-Public: 2",
        ])
        #expect(legacy.values("x-private") == [])
        #expect(legacy.values("x-public") == ["2"])
        #expect(legacy.values("host") == ["example.test"])
        #expect(legacy.values("via") == ["1.1 parallax"])
        #expect(legacy.values("x-forwarded-for") == ["127.0.0.1"])
        #expect(legacy.values("x-request-id").count == 1)
        #expect(legacy.first("x-request-id") != "mine")
    }

    @Test(
        "the target goes on as it came; an authority in it replaces Host",
        arguments: [
            ("GET /a%2fb//c/./%7E?x=1&&y=%20+ HTTP/1.1", "GET /a%2fb//c/./%7E?x=1&&y=%20+ HTTP/1.1", "example.test"),
            ("GET /? HTTP/1.1", "GET /? HTTP/1.1", "example.test"),
            ("GET http://other.test:81/a?b HTTP/1.1", "GET /a?b HTTP/1.1", "other.test:81"),
            ("GET http://other.test HTTP/1.1", "GET / HTTP/1.1", "other.test"),
            ("GET HTTP://other.test?q HTTP/1.1", "GET /?q HTTP/1.1", "other.test"),
            ("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1", "example.test"),
            ("OPTIONS http://other.test HTTP/1.1", "OPTIONS * HTTP/1.1", "other.test"),
        ])
    func target(_ line: String, _ forwarded: String, _ host: String) async throws {
        let (legacy, candidate) = try await arrive([], startLine: line)
        for request in [legacy, candidate] {
            #expect(request.startLine == forwarded)
            #expect(request.values("host") == [host])
            #expect(request.values("x-forwarded-host") == [host])
        }
    }

    @Test(
        "the path of a side's URL stands before the target, for that side alone, and nothing else changes",
        arguments: [
            ("GET /a%2fb//c/./%7E?x=1&&y=%20+ HTTP/1.1", "GET /v2/b%20e/a%2fb//c/./%7E?x=1&&y=%20+ HTTP/1.1"),
            ("GET / HTTP/1.1", "GET /v2/b%20e/ HTTP/1.1"),
            ("GET //x HTTP/1.1", "GET /v2/b%20e//x HTTP/1.1"),
            ("GET /? HTTP/1.1", "GET /v2/b%20e/? HTTP/1.1"),
            ("GET http://other.test:81/a?b HTTP/1.1", "GET /v2/b%20e/a?b HTTP/1.1"),
            ("GET http://other.test HTTP/1.1", "GET /v2/b%20e/ HTTP/1.1"),
            ("GET HTTP://other.test?q HTTP/1.1", "GET /v2/b%20e/?q HTTP/1.1"),
            ("OPTIONS /a HTTP/1.1", "OPTIONS /v2/b%20e/a HTTP/1.1"),
            ("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1"),
            ("OPTIONS http://other.test HTTP/1.1", "OPTIONS * HTTP/1.1"),
        ])
    func pathPrefix(_ line: String, _ forwarded: String) async throws {
        let (legacy, candidate) = try await arrive([], startLine: line) { $0.candidate.pathPrefix = "/v2/b%20e" }
        #expect(candidate.startLine == forwarded)
        #expect(legacy.startLine == forwarded.replacing("/v2/b%20e", with: ""))
    }

    @Test("an upstream's own host, set fields and removed fields hold for that side alone")
    func configured() async throws {
        let (legacy, candidate) = try await arrive(["Secret: 1", "Colour: red", "Via: 1.0 a", "Content-Type: t"]) {
            given in
            given.candidate.hostField = .upstream
            given.candidate.setFields = [
                .init(name: "Colour", value: "blue"), .init(name: "X-Forwarded-Proto", value: "https"),
                .init(name: "Transfer-Encoding", value: "chunked"),
            ]
            given.candidate.removedFields = ["secret", "via", "content-length"]
        }
        #expect(legacy.values("secret") == ["1"])
        #expect(legacy.values("colour") == ["red"])
        #expect(candidate.first("host")?.hasPrefix("127.0.0.1:") == true)
        #expect(candidate.values("secret") == [])
        #expect(candidate.values("via") == [])
        #expect(candidate.values("colour") == ["blue"])
        #expect(candidate.values("x-forwarded-proto") == ["https"])
        #expect(candidate.values("transfer-encoding") == [])
        #expect(candidate.values("x-forwarded-host") == ["example.test"])
    }

    @Test("set fields and removed fields are no trailers either")
    func configuredTrailers() {
        var upstream = UpstreamConfiguration(host: "upstream", port: 80)
        upstream.setFields = [.init(name: "Colour", value: "blue")]
        upstream.removedFields = ["secret"]
        let section = ByteBuffer(string: "Digest: 1\r\ncolour: red\r\nSecret: 1\r\nColours: 2\r\n")
        let forwarded = RequestHeadWriter(upstream).trailers(section)
        #expect(forwarded.map { String(buffer: $0) } == "Digest: 1\r\nColours: 2\r\n")
    }

    @Test("a set Host replaces the client's")
    func setHost() async throws {
        let (_, candidate) = try await arrive([]) {
            $0.candidate.setFields = [.init(name: "host", value: "set.test")]
        }
        #expect(candidate.values("host") == ["set.test"])
    }

    @Test("a dry run is marked as one, towards the copy alone")
    func dryRun() async throws {
        try await withProxy(
            legacy: try .ok(), candidate: try .ok(), assigner: ScriptedAssigner(copy: .sentAsDryRun)
        ) { proxy in
            _ = try proxy.exchange(Message.post("/", body: "b"))
            let copy = try proxy.candidate.wait(requests: 1)[0]
            #expect(copy.fieldLines.suffix(2) == ["Parallax-Mirror: ?1", "Parallax-Dry-Run: ?1"])
            let served = try proxy.legacy.wait(requests: 1)[0]
            #expect(served.values("parallax-dry-run") == [])
        }
    }
}
