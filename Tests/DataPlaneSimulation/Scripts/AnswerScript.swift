/// How a simulated upstream answers one request.
struct AnswerScript {
    /// When the answer begins.
    enum Trigger: Equatable {
        case head
        /// After so many bytes of the body.
        case body(Int)
        case end
    }

    enum Kind: CaseIterable {
        case plain, silent, garbage, twoLengths, lengthAndChunked, closes, resets, unaskedSwitch
    }

    enum Framing: CaseIterable {
        case length, chunked, untilClose
    }

    /// What happens after so many bytes of the answer, in place of the rest.
    enum Cut: CaseIterable {
        case closes, resets, goesSilent, turnsToGarbage
    }

    var trigger = Trigger.end
    /// Milliseconds before the first byte.
    var delay = 0
    /// Statuses of interim answers, which come as soon as the head is there.
    var interims: [Int] = []
    var kind = Kind.plain
    var status = 200
    var framing = Framing.length
    var isHTTP10 = false
    var bodyBytes = 20
    var hasTrailers = false
    var closes = false
    var hasSurplus = false
    var cut: (at: Int, how: Cut)?
    /// How it is cut.
    var pieces = Pieces()
    /// Milliseconds between pieces.
    var pieceDelay = 0
    /// Milliseconds after which the connection, idle now, is closed.
    var idleCloseAfter: Int?

    var hasBody: Bool { status != 204 && status != 304 }

    /// The content of the answer of a given name to a request.
    func content(_ name: String, answersHead: Bool) -> [UInt8] {
        hasBody && !answersHead ? Token.content(name, count: bodyBytes) : []
    }

    /// Whether the connection ends with the answer.
    var endsConnection: Bool { closes || isHTTP10 || (framing == .untilClose && hasBody) }

    /// What comes behind the answer, in one read with its end: later it could not be told from the next answer.
    func surplus(_ name: String) -> [UInt8] {
        hasSurplus && !endsConnection ? Array("HTTP/1.1 200 OK\r\nX-Surplus: \(name)\r\n\r\n".utf8) : []
    }

    /// The interim answers on the wire.
    func interimWire(_ name: String) -> [UInt8] {
        Array(interims.map { "HTTP/1.1 \($0) Interim\r\nX-Answer: \(name)\r\n\r\n" }.joined().utf8)
    }

    /// The final answer on the wire.
    ///
    /// - Parameter name: Marks the head and makes the content.
    func wire(_ name: String, answersHead: Bool, upgrades: Bool) -> [UInt8] {
        var text = ""
        switch kind {
        case .silent, .closes, .resets: return []
        case .garbage: return Array("SSH-2.0-\(name)\r\n\r\n".utf8)
        case .twoLengths:
            return Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".utf8)
        case .lengthAndChunked:
            return Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".utf8)
        case .unaskedSwitch: return Array("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n".utf8)
        case .plain: break
        }
        if upgrades {
            text += "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Answer: \(name)\r\n\r\n"
            return Array(text.utf8) + Token.content(name, count: bodyBytes)
        }
        text +=
            "HTTP/1.\(isHTTP10 ? 0 : 1) \(status) Simulated\r\nX-Answer: \(name)\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
        if closes { text += "Connection: close\r\n" }
        let content = content(name, answersHead: answersHead)
        guard hasBody else { return Array((text + "\r\n").utf8) }
        switch framing {
        case .length: text += "Content-Length: \(bodyBytes)\r\n\r\n"
        case .chunked: text += "Transfer-Encoding: chunked\r\n\r\n"
        case .untilClose: text += "\r\n"
        }
        var wire = Array(text.utf8)
        guard !answersHead else { return wire }
        wire += framing == .chunked ? chunked(content, name) : content
        return wire
    }

    private func chunked(_ content: [UInt8], _ name: String) -> [UInt8] {
        var wire: [UInt8] = []
        var position = 0
        var size = 1
        while position < content.count {
            let end = min(position + size, content.count)
            wire += Array("\(String(end - position, radix: 16))\r\n".utf8) + content[position..<end]
            wire += Array("\r\n".utf8)
            position = end
            size = size * 3 + 1
        }
        return wire + Array((hasTrailers ? "0\r\nX-Trailer: \(name)\r\n\r\n" : "0\r\n\r\n").utf8)
    }
}
