import Comparisons
import Testing
import Traffic

/// Header fields that mean the same in several notations.
@Suite("Fields by meaning")
struct FieldTests {
    private let comparer = AnswerComparer(redaction: nil)

    struct Case: Sendable, CustomTestStringConvertible {
        let legacy: [String]
        let candidate: [String]
        let expected: [String]
        var testDescription: String { "\(legacy) / \(candidate)" }

        init(_ legacy: [String], _ candidate: [String], _ expected: String...) {
            self.legacy = legacy
            self.candidate = candidate
            self.expected = expected
        }

        init(_ name: String, _ legacy: String, _ candidate: String, _ expected: String...) {
            self.legacy = ["\(name): \(legacy)"]
            self.candidate = ["\(name): \(candidate)"]
            self.expected = expected
        }
    }

    static let mediaTypes: [Case] = [
        Case("Content-Type", "text/html", "Text/HTML"),
        Case("Content-Type", "text/html;charset=utf-8", "text/html; Charset=\"UTF-8\""),
        Case("Content-Type", "text/plain; a=1; b=2", "text/plain;b=2 ;a=\"1\""),
        Case("Content-Type", "text/plain; a=\"x;y\"", "text/plain; a=\"x\\;y\""),
        Case("Content-Type", "text/plain;", "text/plain"),
        Case("Content-Type", "multipart/form-data; boundary=a", "multipart/form-data; boundary=b"),
        Case("Content-Type", "text/html; charset=utf-8", "text/html; charset=latin1", "changed /headers/content-type"),
        Case("Content-Type", "text/html; charset=utf-8", "text/html", "changed /headers/content-type"),
        Case("Content-Type", "text/plain; a=X", "text/plain; a=x", "changed /headers/content-type"),
        Case("Content-Type", "application/json", "text/json", "changed /headers/content-type"),
        Case("Content-Type", "Nonsense", "nonsense", "changed /headers/content-type"),
        Case("Content-Type", "a/b; x", "a/b", "changed /headers/content-type"),
    ]

    static let cacheControl: [Case] = [
        Case("Cache-Control", "no-cache", "No-Cache"),
        Case("Cache-Control", "max-age=60, public", "public,Max-Age=\"060\""),
        Case(["Cache-Control: no-store, max-age=0"], ["Cache-Control: max-age=0", "cache-control: no-store"]),
        Case("Cache-Control", "private=\"A, b\"", "private=\"b,a\""),
        Case("Cache-Control", "no-cache, no-cache", "no-cache"),
        Case("Cache-Control", "a=1, b, a=2, B, a=1, a", "b, a=1, a=2, a, b, A=1"),
        Case("Cache-Control", "max-age=60", "max-age=61", "changed /headers/cache-control/max-age"),
        Case(
            "Cache-Control", "public", "private", "missing /headers/cache-control/public",
            "added /headers/cache-control/private"),
        Case("Cache-Control", "no-cache", "no-cache=x", "changed /headers/cache-control/no-cache"),
        Case(["Cache-Control: no-store"], [], "missing /headers/cache-control"),
        Case("Cache-Control", "max-age=1, max-age=2", "max-age=1", "missing /headers/cache-control/max-age"),
    ]

    static let sets: [Case] = [
        Case("Vary", "Origin, Accept-Encoding", "accept-encoding,origin"),
        Case(["Vary: Origin", "Vary: Accept"], ["Vary: accept, origin"]),
        Case("Vary", "Origin", "Origin, Cookie", "changed /headers/vary"),
        Case("Allow", "GET, POST", "POST,GET"),
        Case("Allow", "GET", "get", "changed /headers/allow"),
        Case("Accept-Ranges", "bytes", "Bytes"),
        Case("Access-Control-Allow-Headers", "X-A, X-B", "x-b,x-a"),
        Case("Access-Control-Expose-Headers", "X-A", "x-a"),
        Case("Access-Control-Allow-Methods", "GET,PUT", "PUT, GET"),
        Case("Content-Language", "de, en", "en, de", "changed /headers/content-language"),
        Case("Content-Encoding", "Identity", "identity"),
        Case("X-List", "a, b", "b, a", "changed /headers/x-list"),
    ]

    private static let at = "/headers/set-cookie"

    static let cookies: [Case] = [
        Case(["Set-Cookie: a=1", "Set-Cookie: b=2"], ["Set-Cookie: b=2", "Set-Cookie: a=1"]),
        Case("Set-Cookie", "a=1; Path=/; Secure; HttpOnly", "a=1;httponly;SECURE=x ;  path=/"),
        Case("Set-Cookie", "a=1", "a=2", "changed \(at)/a/value"),
        Case("Set-Cookie", "a=1; Path=/", "a=1; Path=/x", "changed \(at)/a/path"),
        Case("Set-Cookie", "a=1; Secure", "a=1", "missing \(at)/a/secure"),
        Case("Set-Cookie", "a=1", "a=1; SameSite=Lax", "added \(at)/a/samesite"),
        Case("Set-Cookie", "a=1; SameSite=Lax", "a=1; samesite=LAX"),
        Case("Set-Cookie", "a=1; Domain=.Example.com", "a=1; domain=example.com"),
        Case("Set-Cookie", "a=1; Max-Age=3600", "a=1; max-age=03600"),
        Case("Set-Cookie", "a=1; Max-Age=3600", "a=1; Max-Age=60", "changed \(at)/a/max-age"),
        Case("Set-Cookie", "a=1; Max-Age=-1", "a=1; Max-Age=--1", "changed \(at)/a/max-age"),
        Case("Set-Cookie", "a=1; Path=/x; Path=/", "a=1; Path=/"),
        Case("Set-Cookie", "a=\"1\"", "a=1", "changed \(at)/a/value"),
        Case("Set-Cookie", "A=1", "a=1", "missing \(at)/A", "added \(at)/a"),
        Case("Set-Cookie", "a=b=c", "a=b=d", "changed \(at)/a/value"),
        Case("Set-Cookie", "lone", "other", "changed \(at)//value"),
        Case("Set-Cookie", "a=1; X-New=1", "a=1; x-new=2", "changed \(at)/a/x-new"),
        Case(
            "Set-Cookie", "a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "a=1; expires=Sunday, 06-Nov-94 08:49:37 GMT"),
        Case("Set-Cookie", "a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "a=1; Expires=Sun Nov  6 8:49:37 1994"),
        Case(
            "Set-Cookie", "a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "a=1; Expires=Sun, 06 Nov 1994 08:49:38 GMT",
            "changed \(at)/a/expires"),
        Case("Set-Cookie", "a=1; Expires=never", "a=1; Expires=Never", "changed \(at)/a/expires"),
        Case("Set-Cookie", "a=1; Expires=Sun, 31 Feb 1994 08:49:37 GMT", "a=1; Expires=0", "changed \(at)/a/expires"),
        Case(["Set-Cookie: a=1"], ["Set-Cookie: a=1", "Set-Cookie: b=2"], "added \(at)/b"),
        Case(["Set-Cookie: a=1"], [], "missing \(at)"),
        Case(
            ["Set-Cookie: a=1; Path=/x", "Set-Cookie: a=2; Path=/y"],
            ["Set-Cookie: a=2; Path=/y", "Set-Cookie: a=1; Path=/x"]),
        Case(["Set-Cookie: a=1", "Set-Cookie: a=2"], ["Set-Cookie: a=2", "Set-Cookie: a=1"], "changed \(at)/a"),
    ]

    @Test(
        "fields that mean the same are equal, in whatever notation",
        arguments: mediaTypes + cacheControl + sets + cookies)
    func meaning(example: Case) {
        let result = comparer.compare(
            legacy: answer(200, example.legacy), candidate: answer(200, example.candidate), rules: .none)
        #expect(found(result) == example.expected)
    }

    @Test("rules reach cookies and directives: a moving expiry within a tolerance, a random value by its pattern")
    func fieldRules() throws {
        let set = rules(
            try rule("/headers/set-cookie/*/expires", .tolerance(Tolerance(parsing: "2s"))),
            try rule("/headers/set-cookie/session/value", .pattern(PatternText(parsing: "^[0-9a-f]{4}$"))),
            try rule("/headers/cache-control/max-age", .tolerance(Tolerance(parsing: "5"))))
        let left = answer(
            200,
            ["Set-Cookie: session=00ff; Expires=Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control: max-age=60"])
        let right = answer(
            200, ["Set-Cookie: session=abcd; Expires=Sun, 06-Nov-94 08:49:38 GMT", "Cache-Control: max-age=58"])
        let result = comparer.compare(legacy: left, candidate: right, rules: set)
        #expect(found(result) == [])
        #expect(result.suppressed.count == 3)
    }

    @Test(
        "a status is compared exactly; a type rule asks for the same class, a pattern for a class of its own",
        arguments: [
            (200, 200, "none", true), (200, 201, "none", false), (200, 201, "type", true), (404, 400, "type", true),
            (200, 500, "type", false), (200, 404, "type", false), (200, 201, "pattern", true),
            (404, 400, "pattern", false), (200, 500, "ignore", true),
        ])
    func status(legacy: Int, candidate: Int, word: String, matches: Bool) throws {
        let set =
            switch word {
            case "type": rules(try rule("/status", .type))
            case "pattern": rules(try rule("/status", .pattern(PatternText(parsing: "^2..$"))))
            case "ignore": rules(try rule("/status", .ignore))
            default: rules()
            }
        let result = comparer.compare(legacy: answer(legacy), candidate: answer(candidate), rules: set)
        #expect(found(result) == (matches ? [] : ["changed /status"]))
        #expect(result.suppressed.count == (matches && legacy != candidate ? 1 : 0))
    }
}
