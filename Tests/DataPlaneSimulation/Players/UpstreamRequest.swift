import Traffic

/// A request as an upstream saw it, and what it answered.
final class UpstreamRequest {
    let side: Side
    let connection: Int
    let token: Token?
    let isCopy: Bool
    /// How often this request, or this copy, had come to this side before.
    let attempt: Int
    /// What the answer's head and content are marked with.
    let name: String
    let script: AnswerScript
    let answersHead: Bool
    private let socket: SimulatedSocket?
    var message: WireMessage
    var hasBegunAnswer = false
    /// The script breaks the answer off.
    var isCut = false
    /// Everything was sent that was to be sent.
    var isAnswered = false

    init(
        connection: SimulatedUpstreamConnection,
        token: Token?,
        attempt: Int,
        script: AnswerScript,
        message: WireMessage
    ) {
        side = connection.side
        self.connection = connection.number
        socket = connection.socket
        self.token = token
        self.attempt = attempt
        self.script = script
        self.message = message
        isCopy = message.first("parallax-mirror") == "?1"
        answersHead = message.method == "HEAD"
        let letter = side == .legacy ? (isCopy ? "L" : "l") : (isCopy ? "N" : "n")
        name = "\(letter)\(attempt).\(token.map { "\($0)" } ?? "unknown")"
    }

    /// Whether the answer must have arrived whole where it looks whole. What ends with the connection may have ended early,
    /// and nobody can tell.
    var isExact: Bool { script.framing != .untilClose || (isAnswered && socket?.hasLostInput == false) }

    /// The content that the answer should have had.
    var content: [UInt8] { script.content(name, answersHead: answersHead) }
}
