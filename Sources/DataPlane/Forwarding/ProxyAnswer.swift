import NIOCore
import Traffic

/// An answer of the proxy's own, where no upstream's can be given. The one place that turns errors into HTTP answers.
struct ProxyAnswer: Equatable {
    let status: Int
    let reason: String
    /// A short machine-readable word, and a sentence that says whose fault it was and what can be done.
    let error: String
    let message: String

    static func refusal(_ fault: FramingError) -> ProxyAnswer {
        switch fault.code {
        case .malformed: bad(400, "Bad Request", "malformedRequest", fault.reason)
        case .requestLineTooLong: bad(414, "URI Too Long", "requestLineTooLong", fault.reason)
        case .headTooLarge: bad(431, "Request Header Fields Too Large", "headTooLarge", fault.reason)
        case .bodyTooLarge: bad(413, "Content Too Large", "bodyTooLarge", fault.reason)
        case .unknownTransferCoding: bad(501, "Not Implemented", "unknownTransferCoding", fault.reason)
        case .unsupportedVersion: bad(505, "HTTP Version Not Supported", "unsupportedVersion", fault.reason)
        case .unknownExpectation: bad(417, "Expectation Failed", "unknownExpectation", fault.reason)
        }
    }

    static let methodRefused = bad(
        405, "Method Not Allowed", "methodRefused", "CONNECT and TRACE are not forwarded"
    )

    static let requestTooSlow = bad(408, "Request Timeout", "requestTooSlow", "the request did not arrive in time")

    static func upstreamFailed(_ side: Side, _ failure: LegFailure) -> ProxyAnswer {
        switch failure.kind {
        case .timeout:
            bad(504, "Gateway Timeout", "upstreamTimeout", "the \(side.rawValue) upstream did not answer in time")
        case .unreachable, .skipped:
            bad(502, "Bad Gateway", "upstreamUnreachable", "the \(side.rawValue) upstream could not be reached")
        case .saturated:
            bad(
                503, "Service Unavailable", "upstreamSaturated",
                "no connection to the \(side.rawValue) upstream was to be had in time")
        case .malformed, .brokenOff, .abandoned:
            bad(502, "Bad Gateway", "upstreamMalformed", "the \(side.rawValue) upstream's answer is no valid HTTP/1.1")
        }
    }

    private static func bad(_ status: Int, _ reason: String, _ error: String, _ message: String) -> ProxyAnswer {
        ProxyAnswer(status: status, reason: reason, error: error, message: message)
    }

    /// The whole answer; always HTTP/1.1, with a length, and without content where it answers `HEAD`.
    func bytes(persistence: AnswerHeadWriter.Persistence, answersHead: Bool) -> ByteBuffer {
        let body = "{\"error\":\(JSONFragment.quoted(error)),\"message\":\(JSONFragment.quoted(message))}\n"
        var head =
            "HTTP/1.1 \(status) \(reason)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        switch persistence {
        case .implied: break
        case .keepAlive: head += "Connection: keep-alive\r\n"
        case .close: head += "Connection: close\r\n"
        }
        return ByteBuffer(string: head + "\r\n" + (answersHead ? "" : body))
    }
}
