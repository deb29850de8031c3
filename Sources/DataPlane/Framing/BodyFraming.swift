/// How the end of a message's content is found (RFC 9112 §6.3).
enum BodyFraming: Equatable {
    /// No content at all.
    case none
    case length(Int)
    case chunked
    /// Until the connection closes; answers only.
    case untilClose
}
