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
    var message: WireMessage
    var hasBegunAnswer = false
    /// The script breaks the answer off.
    var isCut = false
    /// Everything was sent that was to be sent.
    var isAnswered = false

    init(side: Side, connection: Int, token: Token?, attempt: Int, script: AnswerScript, message: WireMessage) {
        self.side = side
        self.connection = connection
        self.token = token
        self.attempt = attempt
        self.script = script
        self.message = message
        isCopy = message.first("parallax-mirror") == "?1"
        answersHead = message.method == "HEAD"
        let letter = side == .legacy ? (isCopy ? "L" : "l") : (isCopy ? "N" : "n")
        name = "\(letter)\(attempt).\(token.map { "\($0)" } ?? "unknown")"
    }

    /// The content that the answer should have had.
    var content: [UInt8] { script.content(name, answersHead: answersHead) }
}
