import Testing
import Traffic

@Suite("Locations")
struct LocationTests {
    static let cases: [(text: String, segments: [String])] = [
        ("", []), ("/", [""]), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("//a", ["", "a"]),
        ("/a~1b", ["a/b"]), ("/m~0n", ["m~n"]), ("/~01", ["~1"]), ("/~10", ["/0"]), ("/é/ü", ["é", "ü"]),
        ("/a b/c%d", ["a b", "c%d"]), ("/*/**", ["*", "**"]),
    ]

    @Test("read and written as RFC 6901 says", arguments: cases)
    func roundTrip(_ text: String, _ segments: [String]) throws {
        let location = try Location(parsing: text)
        #expect(location.segments == segments)
        #expect(location.description == text)
        #expect(location == Location(segments))
    }

    @Test("refused where they are no pointers", arguments: ["a", "a/b", "/~", "/a~2", "/~a", " /a"])
    func refuses(_ text: String) {
        #expect(throws: LocationError.self) { try Location(parsing: text) }
    }

    @Test("a segment further down")
    func appending() { #expect(Location(["a"]).appending("b/c").description == "/a/b~1c") }
}

@Suite("Location patterns")
struct LocationPatternTests {
    static let cases: [(pattern: String, location: String, matches: Bool)] = [
        ("/a", "/a", true), ("/a", "/b", false), ("/a", "/a/b", false), ("/a", "", false), ("", "", true),
        ("/*", "/a", true), ("/*", "", false), ("/*", "/a/b", false), ("/a/*/c", "/a/b/c", true),
        ("/a/*/c", "/a/c", false), ("/**", "", true), ("/**", "/a/b/c", true), ("/a/**", "/a", true),
        ("/a/**", "/a/b/c", true), ("/a/**", "/b/a", false), ("/**/c", "/c", true), ("/**/c", "/a/b/c", true),
        ("/**/c", "/a/c/b", false), ("/a/**/c", "/a/c", true), ("/a/**/c", "/a/c/c/c", true),
        ("/a/**/c", "/a/b/c/d", false), ("/a/**/b/*/c", "/a/b/b/x/c", true), ("/**/**", "", true),
        ("/**/a/**/a", "/a", false), ("/**/a/**/a", "/a/a", true), ("/a~1b", "/a~1b", true), ("/a", "/A", false),
        ("/**/email", "/body/customers/3/email", true), ("/body/*/email", "/body/customers/3/email", false),
    ]

    @Test("fit locations", arguments: cases)
    func matches(_ pattern: String, _ location: String, _ expected: Bool) throws {
        let pattern = try LocationPattern(parsing: pattern)
        #expect(pattern.matches(try Location(parsing: location)) == expected)
    }

    @Test("a slice of a longer path is matched by its own segments")
    func slices() throws {
        let path = ["x", "a", "b"]
        #expect(try LocationPattern(parsing: "/a/b").matches(path[1...]))
        #expect(try LocationPattern(parsing: "/x").matches(path[..<1]))
    }

    /// Each is more particular than the next.
    static let order = [
        "/a/b/c", "/a/b/*", "/a/b", "/a/b/**", "/a/*/*", "/a/*", "/a", "/a/**", "/*/*", "/*", "/**", "/**/**",
    ]

    @Test("more literals, then more *, then fewer **")
    func specificity() throws {
        let patterns = try Self.order.map { try LocationPattern(parsing: $0) }
        for (first, second) in zip(patterns, patterns.dropFirst()) {
            #expect(first.specificity > second.specificity, "\(first) and \(second)")
        }
    }

    @Test("written as they were read", arguments: ["/a/*/**/b~1c", "/**", ""])
    func description(_ text: String) throws {
        #expect(try LocationPattern(parsing: text).description == text)
    }

    @Test("a pattern of a location fits it even where it contains stars")
    func ofLocation() throws {
        let pattern = LocationPattern(Location(["*"]))
        #expect(pattern.matches(Location(["*"])))
        #expect(!pattern.matches(Location(["a"])))
    }
}

@Suite("Path patterns")
struct PathPatternTests {
    static let accepted: [(text: String, captures: [String])] = [
        ("/", []), ("/a/b", []), ("/.netlify/functions/customer-context/{customerName}", ["customerName"]),
        ("/{a}/x/{b}", ["a", "b"]), ("/a/**", []), ("/**", []), ("/a//b/", []), ("/a%2Fb", []),
    ]

    @Test("read and written alike", arguments: accepted)
    func accepts(_ text: String, _ captures: [String]) throws {
        let pattern = try PathPattern(parsing: text)
        #expect(pattern.description == text)
        #expect(pattern.captureNames == captures)
    }

    @Test(
        "refused where they are no paths",
        arguments: ["", "a", "/**/a", "/{}", "/{a}/{a}", "/{a", "/a}", "/x{a}", "/*", "/a*b", "/a?b", "/a#b", "/{a{b}"])
    func refuses(_ text: String) {
        #expect(throws: PathPatternError.self) { try PathPattern(parsing: text) }
    }
}
