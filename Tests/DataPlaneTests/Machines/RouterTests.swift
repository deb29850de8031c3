import NIOCore
import Testing
import Traffic

@testable import DataPlane

@Suite("Which route a request has")
struct RouterTests {
    private func route(of target: String, _ patterns: String...) throws -> String {
        let router = Router(
            try patterns.map { Route(name: $0, path: try PathPattern(parsing: $0)) })
        var decoder = RequestDecoder(limits: FramingLimits())
        decoder.receive(ByteBuffer(string: "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"))
        guard case .head(let head) = try decoder.next() else { throw HarnessError("no head") }
        return router.match(head).route.name
    }

    @Test(
        "a path that an upstream may resolve to another one has none",
        arguments: [
            "/search/../customers", "/search/..", "/search/./x", "/search/%2e%2E/customers", "/search/.%2e?q",
            "/search/x%2f..%2Fcustomers", "/search/..\\customers", "/search%5c../customers", "/..",
        ])
    func dotSegments(_ target: String) throws {
        #expect(try route(of: target, "/search/**", "/**") == Route.unmatched.name)
    }

    @Test(
        "dots that are a part of a name are none of that",
        arguments: [
            "/search/.well-known", "/search/a..b", "/search/...", "/search/x?/../y", "/search/%2ea", "/search/",
        ])
    func dots(_ target: String) throws {
        #expect(try route(of: target, "/search/**", "/**") == "/search/**")
    }

    @Test("a URL without a path is that of the root", arguments: ["http://a", "http://a?q", "/", "/?q"])
    func root(_ target: String) throws {
        #expect(try route(of: target, "/customers", "/", "/**") == "/")
    }
}
