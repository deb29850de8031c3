/// A message that this proxy and llhttp judge differently, on purpose.
struct Disagreement {
    enum Taker: Equatable {
        /// Only this proxy takes it.
        case parallax
        /// Only llhttp takes it.
        case llhttp
    }

    var taker: Taker
    /// Where it is said, or left open.
    var section: String
    var reason: String

    static func refused(_ section: String, _ reason: String) -> Disagreement {
        Disagreement(taker: .llhttp, section: section, reason: reason)
    }

    static func taken(_ section: String, _ reason: String) -> Disagreement {
        Disagreement(taker: .parallax, section: section, reason: reason)
    }

    /// By the name of the input in the corpus `request-framing`.
    static let requests: [String: Disagreement] = [
        "above-ascii": .taken("RFC 9112 §3.2", "a target goes on as it came, octets above ASCII too"),
        "chunk-extension-quoted-crlf": .taken(
            "RFC 9112 §7.1.1", "extensions are ignored up to the line's end, which no quotation reaches over"),
        "chunks-gzip": .refused("RFC 9112 §6.1", "a coding that is not known is answered by 501"),
        "chunks-list": .taken("RFC 9110 §5.6.1.2", "a recipient ignores a reasonable number of empty list elements"),
        "connection-close-pipelined": .taken(
            "RFC 9112 §9.6", "the connection leaves the next request alone after answering, not framing"),
        "expect-other": .refused("RFC 9110 §10.1.1", "an expectation that cannot be met is answered by 417"),
        "host-missing": .refused("RFC 9112 §3.2", "an HTTP/1.1 request without Host is answered by 400"),
        "host-twice": .refused("RFC 9112 §3.2", "more than one Host is answered by 400"),
        "host-user": .refused("RFC 9112 §3.2", "an invalid value of Host is answered by 400"),
        "http-1.0-chunked": .refused("RFC 9112 §6.1", "HTTP/1.0 with Transfer-Encoding has faulty framing"),
        "http-1.9": .taken("RFC 9110 §2.5", "a higher minor version is read as the highest that is known"),
        "line-blanks": .refused("RFC 9112 §3", "one single blank stands between the parts of a request line"),
        "method-lower-case": .taken("RFC 9110 §9.1", "methods are not limited to those that are known"),
        "method-unknown": .taken("RFC 9110 §9.1", "methods are not limited to those that are known"),
        "space-after-value": .taken("RFC 9110 §5.5", "white space around a value is no part of it"),
        "target-fragment": .refused("RFC 9112 §3.2", "no form of a request target has a fragment"),
        "two-empty-lines-before": .refused("RFC 9112 §2.2", "one empty line before a request is ignored, not several"),
    ]

    /// By the name of the input in the corpus `answer-framing`.
    static let answers: [String: Disagreement] = [
        "204-length": .taken(
            "RFC 9112 §6.3", "bytes behind an answer are no answer yet; the connection is not used again"),
        "chunks-gzip": .refused("RFC 9112 §6.1", "what is coded in an unknown way cannot be sent on as something else"),
        "empty-line-before": .refused("RFC 9112 §2.2", "only a server ignores an empty line before a message"),
        "http-1.0-chunked": .refused("RFC 9112 §6.1", "HTTP/1.0 with Transfer-Encoding has faulty framing"),
        "length-surplus": .taken(
            "RFC 9112 §6.3", "bytes behind an answer are no answer yet; the connection is not used again"),
        "reason-nul": .refused("RFC 9112 §4", "a reason phrase holds no control character"),
        "status-099": .refused("RFC 9110 §15", "a status code is between 100 and 599"),
        "status-999": .refused("RFC 9110 §15", "a status code is between 100 and 599"),
    ]
}
