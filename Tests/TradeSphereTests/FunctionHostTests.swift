import Synchronization
import Testing
import TradeSphere

@Suite("The functions' host")
struct FunctionHostTests {
    /// Gives what it is told to, and keeps the event.
    private final class Probe: ServerlessFunction {
        struct Thrown: Error, CustomStringConvertible {
            let description = "it broke"
        }

        let result: FunctionResult?
        let throwsError: Bool
        let events = Mutex<[FunctionEvent]>([])

        init(_ result: FunctionResult?, throwsError: Bool = false) {
            self.result = result
            self.throwsError = throwsError
        }

        func invoke(_ event: FunctionEvent) async throws -> FunctionResult? {
            events.withLock { $0.append(event) }
            if throwsError { throw Thrown() }
            return result
        }
    }

    private static func respond(
        _ probe: Probe,
        _ request: HostedRequest
    ) async -> (response: HostedResponse, event: FunctionEvent?) {
        let host = FunctionHost(functions: ["probe": probe]) { "id-1" }
        let response = await host.respond(to: request)
        return (response, probe.events.withLock { $0.last })
    }

    private static func text(_ response: HostedResponse) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test("hands over the raw path, the joined and the separate values")
    func event() async throws {
        let request = HostedRequest(
            method: "POST",
            target: "/.netlify/functions/probe/A%2FB?a=1&b=x+y&a=%32&c=%&d",
            headers: [
                HeaderField("Host", "shop.example"), HeaderField("X-Two", "1"), HeaderField("x-two", "2"),
                HeaderField("Content-Type", "application/json"), HeaderField("X-NF-Function-Name", "evil"),
                HeaderField("x-nf-function-route", "/"), HeaderField("X-Netlify-Original-Pathname", "/other"),
                HeaderField("x-netlify-original-search", "?z"), HeaderField("x-nf-request-id", "forged"),
                HeaderField("X-Forwarded-For", "10.0.0.1"),
            ],
            body: Array("{}".utf8),
            clientAddress: "10.9.8.7"
        )
        let event = try #require(await Self.respond(Probe(FunctionResult(statusCode: 200)), request).event)
        #expect(event.path == "/.netlify/functions/probe/A%2FB")
        #expect(event.httpMethod == "POST")
        #expect(event.rawQuery == "a=1&b=x+y&a=%32&c=%&d")
        #expect(event.rawURL == "http://shop.example/.netlify/functions/probe/A%2FB?a=1&b=x+y&a=%32&c=%&d")
        #expect(event.queryStringParameters == ["a": "1, 2", "b": "x y", "c": "%", "d": ""])
        #expect(event.multiValueQueryStringParameters["a"] == ["1", "2"])
        #expect(event.headers["x-two"] == "1, 2")
        #expect(event.multiValueHeaders["x-two"] == ["1", "2"])
        #expect(event.headers["x-nf-request-id"] == "id-1")
        #expect(event.headers["x-forwarded-for"] == "10.0.0.1, 10.9.8.7")
        #expect(event.headers["client-ip"] == "10.9.8.7")
        for stripped in ["x-nf-function-name", "x-nf-function-route", "x-netlify-original-pathname"] {
            #expect(event.headers[stripped] == nil)
        }
    }

    @Test(
        "hands over a body as text or in base64, by its media type",
        arguments: [
            ("application/json; charset=utf-8", "hi", false), ("text/csv", "hi", false),
            ("application/vnd.api+json", "hi", false), ("image/svg+xml", "hi", false),
            ("application/x-www-form-urlencoded", "hi", false), ("application/csp-report", "hi", false),
            ("application/octet-stream", "aGk=", true), ("multipart/form-data; boundary=x", "aGk=", true),
            (nil, "aGk=", true),
        ] as [(String?, String, Bool)]
    )
    func bodies(contentType: String?, expected: String, isBase64: Bool) async throws {
        let headers = contentType.map { [HeaderField("Content-Type", $0)] } ?? []
        for (method, hasBody) in [("POST", true), ("DELETE", true), ("GET", false), ("HEAD", false)] {
            let request = HostedRequest(
                method: method, target: "/.netlify/functions/probe", headers: headers, body: Array("hi".utf8))
            let event = try #require(await Self.respond(Probe(FunctionResult(statusCode: 200)), request).event)
            #expect(event.body == (hasBody ? expected : nil))
            #expect(event.isBase64Encoded == (hasBody && isBase64))
        }
    }

    @Test(
        "finds functions by name only",
        arguments: [
            ("/.netlify/functions/probe", 200, ""), ("/.netlify/functions/probe/", 200, ""),
            ("/.netlify/functions/probe/a/b?c", 200, ""),
            ("/.netlify/functions/other", 404, "Function not found..."),
            ("/.netlify/functions/", 404, "Function not found..."),
            ("/.netlify/functions/pro%62e", 404, "Function not found..."),
            ("/", 404, "Not Found"), ("/probe", 404, "Not Found"), ("/.netlify/functionsx/probe", 404, "Not Found"),
        ]
    )
    func routing(target: String, status: Int, text: String) async {
        let request = HostedRequest(method: "GET", target: target)
        let response = await Self.respond(Probe(FunctionResult(statusCode: 200)), request).response
        #expect(response.status == status)
        #expect(Self.text(response) == text)
        #expect(response.headers.last == HeaderField("x-nf-request-id", "id-1"))
    }

    @Test("answers 502 for a function that throws, returns nothing, or returns no status")
    func invalidResults() async {
        let request = HostedRequest(method: "GET", target: "/.netlify/functions/probe")
        let cases: [(Probe, String)] = [
            (Probe(nil, throwsError: true), #"{"errorType":"Thrown","errorMessage":"it broke","trace":[]}"#),
            (
                Probe(nil),
                #"{"errorType":"Error","errorMessage":"error decoding lambda response: "#
                    + #"invalid status code returned from lambda: 0","trace":[]}"#
            ),
            (
                Probe(FunctionResult(statusCode: 7)),
                #"{"errorType":"Error","errorMessage":"error decoding lambda response: "#
                    + #"invalid status code returned from lambda: 7","trace":[]}"#
            ),
        ]
        for (probe, expected) in cases {
            let response = await Self.respond(probe, request).response
            #expect(response.status == 502)
            #expect(Self.text(response) == expected)
            #expect(response.headers.first == HeaderField("Content-Type", "application/json"))
        }
    }

    @Test("lets several values replace one, and decodes base64")
    func headersAndBase64() async {
        var result = FunctionResult(
            statusCode: 201, headers: [HeaderField("X-A", "1"), HeaderField("Set-Cookie", "lost")], body: "aGk=")
        result.multiValueHeaders = [("set-cookie", ["a=1", "b=2"])]
        result.isBase64Encoded = true
        let request = HostedRequest(method: "GET", target: "/.netlify/functions/probe")
        let response = await Self.respond(Probe(result), request).response
        #expect(response.status == 201)
        #expect(Self.text(response) == "hi")
        #expect(
            response.headers == [
                HeaderField("X-A", "1"), HeaderField("set-cookie", "a=1"), HeaderField("set-cookie", "b=2"),
                HeaderField("Content-Type", "text/plain; charset=utf-8"), HeaderField("x-nf-request-id", "id-1"),
            ])
    }

    @Test("refuses more than six megabytes, in either direction")
    func sizes() async {
        let limit = FunctionHost.maximumBodyBytes
        let small = Probe(FunctionResult(statusCode: 200, body: String(repeating: "x", count: limit)))
        let large = Probe(FunctionResult(statusCode: 200, body: String(repeating: "x", count: limit + 1)))
        var request = HostedRequest(method: "POST", target: "/.netlify/functions/probe")
        #expect(await Self.respond(small, request).response.status == 200)
        #expect(await Self.respond(large, request).response.status == 502)
        request.body = [UInt8](repeating: 0, count: limit)
        #expect(await Self.respond(small, request).response.status == 200)
        request.body?.append(0)
        let refused = await Self.respond(Probe(FunctionResult(statusCode: 200)), request)
        #expect(refused.response.status == 413)
        #expect(refused.event == nil)
    }

    @Test("gives identifiers that are ULIDs and all differ")
    func identifiers() {
        let source = RequestIdentifierSource(seed: 1) { 1_469_918_176_385 }
        let identifiers = (0..<1000).map { _ in source.next() }
        // The time part of the ULID specification's example, 2016-07-30T22:36:16.385Z.
        #expect(identifiers.allSatisfy { $0.count == 26 && $0.hasPrefix("01ARYZ6S41") })
        #expect(Set(identifiers).count == identifiers.count)
    }
}
