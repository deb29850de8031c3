import PostgreSQL

/// An error that a function throws at itself; its message goes into the answer.
struct FunctionFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// What the server says about a text with a zero byte, which never gets as far as the server.
    static let zeroByte = FunctionFailure("invalid byte sequence for encoding \"UTF8\": 0x00")

    /// - Throws: ``zeroByte`` where one of the texts holds one.
    static func refuseZeroBytes(_ texts: [String?]) throws(FunctionFailure) {
        for text in texts {
            if let text, text.utf8.contains(0) { throw zeroByte }
        }
    }

    /// The `details` of an error answer: the words that the original's client library has for this error.
    static func details(of error: any Error) -> String {
        switch error {
        case let error as PostgresError where error.sqlState == nil || isUnavailable(error): "fetch failed"
        case let error as PostgresError: error.message
        default: "\(error)"
        }
    }

    /// Whether the server cannot be talked to at all: no login, connection exceptions, too many connections, a shutdown.
    private static func isUnavailable(_ error: PostgresError) -> Bool {
        guard ![.connectionRefused, .connectionFailed, .connectionLost].contains(error.code) else { return true }
        guard let state = error.sqlState else { return true }
        return state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300"
    }
}
