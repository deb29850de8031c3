/// How the content of an answer goes to a client of HTTP/1.
enum AnswerTransfer: Equatable {
    /// No content, or as many bytes as the head says.
    case asIs
    /// In chunks.
    case chunked
    /// Until we close: a client of HTTP/1.0 knows no chunks.
    case untilClose

    init(_ head: AnswerHead, clientIsHTTP10: Bool) {
        switch head.body {
        case .none, .length: self = .asIs
        case .chunked, .untilClose: self = clientIsHTTP10 ? .untilClose : .chunked
        }
    }
}
