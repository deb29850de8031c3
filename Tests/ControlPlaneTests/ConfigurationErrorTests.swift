import ControlPlane
import Testing

/// Bad input, and exactly what is said about it.
@Suite("Configuration: what is wrong, where, and what would be right")
struct ConfigurationErrorTests {
    typealias Case = ConfigurationErrorCase

    @Test("each bad input gives exactly its error lines", arguments: cases)
    func table(_ bad: Case) {
        let lines = bad.errors.map { "parallax.yaml:\($0)" }
        #expect(ConfigurationText.errors(in: bad.text) == lines)
    }

    static let cases =
        documents + addresses + quantities + routeCases + ruleCases + rolloutCases + gateCases
        + conditionCases + freezeCases + upstreamCases + breakerCases + others

    static let documents: [Case] = [
        .whole("an empty file", "", " error: the configuration is empty ('upstreams' is all that it needs)"),
        .whole("only a comment", "# later\n", " error: the configuration is empty ('upstreams' is all that it needs)"),
        .whole("a list", "- a\n", "1:1: error: configuration: expected a mapping, found a list"),
        .whole("a word", "hello\n", "1:1: error: configuration: expected a mapping, found 'hello'"),
        .whole("no upstreams", "threads: 2\n", "1:1: error: configuration: 'upstreams' is missing"),
        .whole(
            "a tab", "upstreams:\n\tlegacy: 1\n",
            "2:1: error: a tab cannot indent YAML (use spaces)"),
        .whole(
            "an open bracket", "redact: [a, b\nupstreams: {}\n",
            "2:10: error: broken YAML: while parsing a flow sequence: did not find expected ',' or ']'"),
        .whole(
            "an unknown alias", "upstreams: *nowhere\n",
            "1:12: error: broken YAML: found undefined alias"),
        .whole(
            "two documents", "threads: 2\n---\nthreads: 3\n",
            "2:1: error: broken YAML: expected a single document in the stream: but found another document"),
        .body(
            "a duplicate key hides nothing else",
            "threads: 2\nthreads: 3\nnoise: { percentage: 1, percentage: 2 }\nfoo: 1\n",
            "4:1: error: duplicate key 'threads' (another one stands in the same mapping)",
            "6:10: error: duplicate key 'percentage' (another one stands in the same mapping)",
            "7:1: error: unknown key 'foo' (one of upstreams, listen, threads, drainTimeout, limits, mirror, noise, "
                + "fallback, breaker, ledger, redact, admin, routes, rollouts, alerts, notify, probes)"),
        .body("an unknown key", "routs: []\n", "4:1: error: unknown key 'routs' (did you mean 'routes'?)"),
        .body(
            "a key within a section", "mirror: { percentag: 5 }\n",
            "4:11: error: unknown key 'percentag' (did you mean 'percentage'?)"),
        .body(
            "everything at once, by line", "threads: none\nlisten: here\nmirror: 5\n",
            "4:10: error: threads: expected a whole number, found 'none'",
            "5:9: error: listen: expected an address such as 127.0.0.1:8080 or unix:/run/parallax.sock, found 'here'",
            "6:9: error: mirror: expected a mapping, found '5'"),
    ]

    static let addresses: [Case] = [
        .whole(
            "an upstream without a URL", "upstreams:\n  legacy: {}\n  candidate: { url: http://b }\n",
            "2:11: error: legacy: 'url' is missing"),
        .whole(
            "a missing candidate", "upstreams:\n  legacy: { url: http://a }\n",
            "2:3: error: upstreams: 'candidate' is missing"),
        .candidate(
            "a URL without a scheme", "127.0.0.1:9002",
            "expected a URL such as http://127.0.0.1:9001, found '127.0.0.1:9002' (did you mean 'http://127.0.0.1:9002'?)"
        ),
        .candidate("another scheme", "ftp://b", "'ftp' is no scheme of an upstream (http or https)"),
        .candidate(
            "a password, which is not repeated", "http://me:secret@b",
            "an upstream's URL has no user or password (remove what stands before '@')"),
        .candidate(
            "a path with a blank", "\"http://b/a c\"", "'/a c' is no path: percent-encode what may not stand in one"),
        .candidate("a query", "http://b/?x=1", "an upstream's URL has no query (remove '?' and after)"),
        .candidate("a fragment", "\"http://b/#x\"", "an upstream's URL has no fragment (remove '#' and after)"),
        .candidate(
            "a port that is none", "http://b:99999",
            "expected a URL such as http://127.0.0.1:9001, found 'http://b:99999'"),
        .body(
            "only a port", "listen: 8080\n",
            "4:9: error: listen: expected an address such as 127.0.0.1:8080 or unix:/run/parallax.sock, found '8080' "
                + "(did you mean '127.0.0.1:8080'?)"),
        .body(
            "a long socket path", "listen: unix:/\(String(repeating: "x", count: 120))\n",
            "4:9: error: listen: the path of a socket has 103 bytes at most, this one 121"),
        .body(
            "listening twice on one address", "listen: 127.0.0.1:9090\n",
            "4:9: error: listen: 'listen' and 'admin' have the same address"),
        .body(
            "forwarding to itself", "listen: 127.0.0.1:9002\n",
            "4:9: error: listen: candidate has the address that Parallax itself listens on"),
        .body(
            "a PostgreSQL ledger", "ledger: { url: postgres://db/parallax }\n",
            "4:16: error: url: a PostgreSQL ledger is not supported yet (write sqlite:PATH)"),
        .body(
            "a bare path as a ledger", "ledger: { url: parallax.sqlite }\n",
            "4:16: error: url: expected a ledger such as sqlite:../Reports/parallax.sqlite, found 'parallax.sqlite' "
                + "(did you mean 'sqlite:parallax.sqlite'?)"),
    ]

    static let quantities: [Case] = [
        .body(
            "a duration without a unit", "drainTimeout: 30\n",
            "4:15: error: drainTimeout: expected a duration such as 30s, 5m, 1h30m or '5 minutes', found '30' "
                + "(did you mean '30s'?)"),
        .body(
            "a duration of nothing", "mirror: { timeout: 0s }\n",
            "4:20: error: timeout: '0s' is out of range (1ms to 365d)"),
        .body(
            "a size in words", "mirror: { maxBodyBytes: 1 meg }\n",
            "4:25: error: maxBodyBytes: expected a size such as 64KiB, 1MiB or a number of bytes, found '1 meg'"),
        .body(
            "unlimited where there must be a limit", "limits: { headBytes: unlimited }\n",
            "4:22: error: headBytes: expected a size such as 64KiB, 1MiB or a number of bytes, found 'unlimited'"),
        .body(
            "a part larger than the whole", "limits: { headBytes: 1KiB }\n",
            "4:9: error: limits: requestLineBytes is larger than headBytes, of which it is a part"),
        .body(
            "a percentage above all", "noise: { percentage: 101 }\n",
            "4:22: error: percentage: '101' is out of range (0 to 100)"),
        .body(
            "a percentage below nothing", "noise: { percentage: -1 }\n",
            "4:22: error: percentage: expected a percentage such as 10 or 10%, found '-1'"),
        .body(
            "four decimals", "noise: { percentage: 0.0001 }\n",
            "4:22: error: percentage: '0.0001' is finer than a rollout can be (three decimals at most)"),
        .body("no threads", "threads: 0\n", "4:10: error: threads: 0 is out of range (1 to 1024)"),
        .body("a key without a value", "threads:\n", "4:9: error: threads: expected a whole number, found nothing"),
        .body(
            "a word out of a choice", "fallback: legasy\n",
            "4:11: error: fallback: expected legacy or none, found 'legasy' (did you mean 'legacy'?)"),
    ]

    static let routeCases: [Case] = [
        .body(
            "a route without name and path", "routes:\n  - mirror: true\n",
            "5:5: error: routes: 'name' is missing", "5:5: error: routes: 'path' is missing"),
        .body(
            "two routes of one name", "routes:\n  - { name: a, path: /a }\n  - { name: a, path: /b }\n",
            "6:13: error: name: two routes are named 'a' (the other one is on line 5)"),
        .body(
            "a route that nothing reaches",
            "routes:\n  - { name: a, path: /** }\n  - { name: b, path: /b, methods: [GET] }\n",
            "6:5: error: routes: no request gets here: route 'a' on line 5 takes them all"),
        .body(
            "a path without a slash", "routes:\n  - { name: a, path: a }\n",
            "5:22: error: path: 'a' is no path: a path begins with '/'"),
        .body(
            "a method in lower case", "routes:\n  - { name: a, path: /a, methods: [get] }\n",
            "5:36: error: methods: expected a method such as GET, found 'get' (did you mean 'GET'?)"),
        .body(
            "a method alone", "routes:\n  - { name: a, path: /a, methods: GET }\n",
            "5:35: error: methods: expected a list, found 'GET' (write [GET])"),
        .body(
            "a switch in words", "routes:\n  - { name: a, path: /a, mirror: yes }\n",
            "5:34: error: mirror: expected true or false, found 'yes' (write true)"),
        .body(
            "a user key in the answer", "routes:\n  - { name: a, path: /a, user: [/body/userId] }\n",
            "5:33: error: user: '/body/userId' is not in the request (did you mean '/request/body/userId'?)"),
        .body(
            "a user key of nothing", "routes:\n  - { name: a, path: /a, user: [/request/qery/id] }\n",
            "5:33: error: user: '/request/qery/id' names no value of a request (did you mean '/request/query'?)"),
        .body(
            "a segment that is not captured",
            "routes:\n  - name: a\n    path: /a/{id}\n    user: [/request/path/user]\n",
            "7:12: error: user: the route's path captures no 'user' (one of id)"),
        .body(
            "a header in upper case", "routes:\n  - { name: a, path: /a, user: [/request/headers/X-User] }\n",
            "5:33: error: user: header names are in lower case in a location (write 'x-user')"),
        .body(
            "effects without isolation",
            "routes:\n  - name: a\n    path: /a\n    effects:\n"
                + "      - { name: e, sql: SELECT 1, legacy: postgres://a, candidate: postgres://b }\n",
            "8:7: error: effects: effects are compared between two databases (write 'writes: isolated')"),
    ]
}
