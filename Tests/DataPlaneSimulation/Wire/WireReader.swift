import NIOCore

/// Reads messages off a connection in the plainest way, on its own and not with the proxy's decoders: what the proxy writes
/// is judged by somebody else.
struct WireReader {
    enum Kind { case requests, answers }

    private enum State {
        case head
        case length(Int)
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers
        case untilClose
        case failed
    }

    let kind: Kind
    /// All messages, the last one perhaps not complete; for answers the interim ones apart.
    private(set) var messages: [WireMessage] = []
    private(set) var interims: [WireMessage] = []
    /// What is no HTTP.
    private(set) var fault: String?
    /// The methods of the requests that are answered, in their order.
    var methods: [String] = []
    private var state = State.head
    private var pending: [UInt8] = []
    private var position = 0

    init(_ kind: Kind) { self.kind = kind }

    /// Whether something of a message has come that is not complete.
    var isInsideMessage: Bool {
        if case .head = state { return position < pending.count }
        return true
    }

    mutating func receive(_ bytes: ByteBuffer) {
        pending.append(contentsOf: bytes.readableBytesView)
        while fault == nil, advance() {}
        pending.removeFirst(position)
        position = 0
    }

    /// The connection ended in order.
    mutating func finish() {
        if case .untilClose = state { complete() }
    }

    private mutating func fail(_ reason: String) -> Bool {
        fault = reason
        state = .failed
        return false
    }

    private mutating func advance() -> Bool {
        switch state {
        case .head: return readHead()
        case .length(let left):
            let taken = take(left)
            if taken == left { complete() } else { state = .length(left - taken) }
            return taken > 0
        case .chunkSize:
            guard let line = readLine() else { return false }
            let digits = Self.text(line.prefix { $0 != UInt8(ascii: ";") })
            guard let size = Int(digits, radix: 16) else { return fail("bad chunk size '\(Self.text(line))'") }
            state = size == 0 ? .trailers : .chunkData(size)
            return true
        case .chunkData(let left):
            let taken = take(left)
            state = taken == left ? .chunkEnd : .chunkData(left - taken)
            return taken > 0
        case .chunkEnd:
            guard let line = readLine() else { return false }
            guard line.isEmpty else { return fail("chunk data longer than its size") }
            state = .chunkSize
            return true
        case .trailers:
            guard let line = readLine() else { return false }
            if line.isEmpty { complete() }
            return true
        case .untilClose: return take(.max) > 0
        case .failed: return false
        }
    }

    private mutating func complete() {
        messages[messages.count - 1].isComplete = true
        state = .head
    }

    private mutating func take(_ limit: Int) -> Int {
        let count = min(limit, pending.count - position)
        messages[messages.count - 1].body.append(contentsOf: pending[position..<position + count])
        position += count
        return count
    }

    private mutating func readLine() -> ArraySlice<UInt8>? {
        guard let end = pending[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = pending[position..<end]
        position = end + 1
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private mutating func readHead() -> Bool {
        let start = position
        guard let firstLine = readLine() else { return false }
        var fields: [(name: String, value: String)] = []
        fields.reserveCapacity(12)
        while true {
            guard let line = readLine() else {
                position = start
                return false
            }
            guard !line.isEmpty else { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                return fail("no field line: '\(Self.text(line))'")
            }
            let value = line[colon...].dropFirst().drop { $0 == UInt8(ascii: " ") }
            fields.append((Self.text(line[..<colon]).lowercased(), Self.text(value)))
        }
        let message = WireMessage(startLine: Self.text(firstLine), fields: fields)
        guard (kind == .requests ? message.rest : message.method) == "HTTP/1.1" else {
            return fail("no start line: '\(message.startLine)'")
        }
        return begin(message)
    }

    private mutating func begin(_ message: WireMessage) -> Bool {
        if kind == .answers, message.isInterim {
            interims.append(message)
            return true
        }
        let isBodyless = kind == .answers && hasNoBody(message)
        messages.append(message)
        let lengths = message.values("content-length")
        let codings = message.values("transfer-encoding")
        if isBodyless {
            complete()
        } else if message.status == 101 {
            state = .untilClose
        } else if let coding = codings.first {
            guard codings.count == 1, coding == "chunked", lengths.isEmpty else { return fail("two framings") }
            state = .chunkSize
        } else if let text = lengths.first {
            guard lengths.count == 1, let length = Int(text) else { return fail("bad length") }
            if length == 0 { complete() } else { state = .length(length) }
        } else if kind == .requests {
            complete()
        } else {
            state = .untilClose
        }
        return true
    }

    private func hasNoBody(_ answer: WireMessage) -> Bool {
        let method = messages.count < methods.count ? methods[messages.count] : ""
        return method == "HEAD" || answer.status == 204 || answer.status == 304
    }
}
