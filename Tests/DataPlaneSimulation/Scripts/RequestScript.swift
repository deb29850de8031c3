import Traffic

/// One request of a simulated client, and what is to come of it.
struct RequestScript {
    enum Body: Equatable {
        case none
        case length(Int)
        /// Sizes of chunks; the last chunk is added.
        case chunked([Int])

        var count: Int {
            switch self {
            case .none: 0
            case .length(let count): count
            case .chunked(let sizes): sizes.reduce(0, +)
            }
        }
    }

    /// What is wrong with a request, so that the proxy refuses it.
    enum Defect: CaseIterable {
        case lengthAndChunked, blankBeforeColon, noHost, connect, trace, badVersion, badChunk, declaredTooLarge
        case foundTooLarge, bareLineFeed
    }

    /// Whether the proxy refuses the request before any of it goes on.
    var isRefusedAtHead: Bool { defect != nil && defect != .badChunk && defect != .foundTooLarge }

    let token: Token
    var method = "GET"
    /// The first segment of the path, which decides the route.
    var prefix = "read"
    var isHTTP10 = false
    var keepsAlive = false
    var body = Body.none
    var hasTrailers = false
    var expectsContinue = false
    /// A client that waits for `100 Continue` and got a final answer instead leaves the body out.
    var leavesBodyOut = false
    var closes = false
    var upgrades = false
    var hasRequestID = true
    var defect: Defect?
    /// What the assigner says; of requests without an identifier ``Scenario/unnamed``.
    var served = Side.legacy
    var copy = Assignment.Copy.notMirrored
    /// Answers to the request itself, by how often it came to a side; the last one for all further times.
    var answers: [Side: [AnswerScript]] = [:]
    /// Answers to its copies.
    var copyAnswers: [AnswerScript] = []

    var isSafe: Bool { method == "GET" || method == "HEAD" || method == "OPTIONS" }

    /// Whether the connection ends with the answer.
    var endsConnection: Bool { closes || (isHTTP10 && !keepsAlive) || defect != nil }

    var target: String { "/\(prefix)/\(token)" }

    var content: [UInt8] { Token.content("\(token)", count: body.count) }

    /// What the client sends through the tunnel that an upgraded request becomes.
    var tunnelled: [UInt8] { Token.content("\(token)", count: 40) }

    /// The head as it goes on the wire.
    var head: [UInt8] {
        let version = defect == .badVersion ? "HTTP/3.0" : isHTTP10 ? "HTTP/1.0" : "HTTP/1.1"
        let method = defect == .connect ? "CONNECT" : defect == .trace ? "TRACE" : self.method
        let lineEnd = defect == .bareLineFeed ? "\n" : "\r\n"
        var text = "\(method) \(method == "CONNECT" ? "host.example:80" : target) \(version)"
        func add(_ line: String) {
            text += lineEnd
            text += line
        }
        if defect != .noHost { add("Host: parallax.example") }
        if hasRequestID { add("X-Request-Id: \(token)") }
        add("X-Simulated: \(token)")
        if defect == .blankBeforeColon { add("X-Blank : 1") }
        if expectsContinue { add("Expect: 100-continue") }
        if upgrades {
            add("Connection: upgrade")
            add("Upgrade: websocket")
        } else if closes {
            add("Connection: close")
        } else if isHTTP10, keepsAlive {
            add("Connection: keep-alive")
        }
        switch body {
        case .none: if defect == .lengthAndChunked { add("Content-Length: 1") }
        case .length(let count): add("Content-Length: \(count)")
        case .chunked: add("Transfer-Encoding: chunked")
        }
        if defect == .lengthAndChunked { add("Transfer-Encoding: chunked") }
        return Array((text + "\r\n\r\n").utf8)
    }

    /// The body as it goes on the wire.
    var bodyOnWire: [UInt8] {
        guard case .chunked(let sizes) = body else { return content }
        let content = content
        var wire: [UInt8] = []
        var position = 0
        for size in sizes {
            wire += Array("\(String(size, radix: 16))\r\n".utf8)
            wire += content[position..<position + size]
            wire += Array("\r\n".utf8)
            position += size
        }
        if defect == .badChunk { return wire + Array("0x3\r\nabc\r\n0\r\n\r\n".utf8) }
        return wire + Array((hasTrailers ? "0\r\nX-Trailer: \(token)\r\n\r\n" : "0\r\n\r\n").utf8)
    }
}
