/// Why a statement, or the connection for it, failed.
public struct PostgresError: Error, Sendable, Equatable {
    /// The kind of failure. A struct, so that a new kind breaks no `switch`.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The kind's name, as used in logs.
        public let description: String

        private init(_ name: String) {
            description = name
        }

        /// The URL or a limit of the configuration cannot be used.
        public static let invalidURL = Code("invalidURL")
        /// Nobody listens at the address: the port refuses, or the socket file does not exist.
        public static let connectionRefused = Code("connectionRefused")
        /// The connection could not be established for another reason (name lookup, network, TLS).
        public static let connectionFailed = Code("connectionFailed")
        /// An established connection broke.
        public static let connectionLost = Code("connectionLost")
        /// The server refused the statement or the login; `sqlState` says why.
        public static let server = Code("server")
        /// Connecting, waiting for a free connection, or the statement took too long.
        public static let timeout = Code("timeout")
        /// The pool is closed, or the connection is used after the end of its closure.
        public static let poolClosed = Code("poolClosed")
        /// The task was cancelled.
        public static let cancelled = Code("cancelled")
        /// A parameter or statement that cannot be sent.
        public static let invalidParameter = Code("invalidParameter")
        /// The row has no such column.
        public static let missingColumn = Code("missingColumn")
        /// The column is NULL where a value is asked for.
        public static let unexpectedNull = Code("unexpectedNull")
        /// The column's text is not of the type asked for.
        public static let unexpectedType = Code("unexpectedType")
        /// The transaction's closure returned, but a failed statement in it had made a commit impossible.
        public static let transactionAborted = Code("transactionAborted")
        /// The statement does what this client does not do (`COPY` from or to the client).
        public static let unsupported = Code("unsupported")
        /// The process is out of descriptors, threads or memory.
        public static let resourcesExhausted = Code("resourcesExhausted")
    }

    /// Who has to act.
    public enum Fault: String, Sendable {
        /// The code or configuration that uses this client.
        case caller
        /// The database server.
        case server
        /// The way between.
        case network
        /// This process.
        case client
    }

    /// The kind of failure.
    public let code: Code
    /// Where the fault lies.
    public let fault: Fault
    /// The server's five-character code (PostgreSQL manual, appendix A), where the server answered.
    public let sqlState: String?
    /// The server's primary message, or this client's. The server's may quote values of the statement; ``description``
    /// leaves such a message out.
    public let message: String
    /// The server's detail; it often quotes values of a row.
    public let detail: String?
    /// The server's advice.
    public let hint: String?
    /// The constraint that the statement violates.
    public let constraint: String?
    /// Whether the statement may have taken effect despite of the error. Where it is `false` it is safe to send again.
    public let mayHaveExecuted: Bool
    /// Whether ``message`` is free of the statement's values.
    let messageIsImpersonal: Bool

    init(
        _ code: Code,
        fault: Fault,
        _ message: String,
        sqlState: String? = nil,
        detail: String? = nil,
        hint: String? = nil,
        constraint: String? = nil,
        mayHaveExecuted: Bool = false,
        messageIsImpersonal: Bool = true
    ) {
        self.code = code
        self.fault = fault
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.mayHaveExecuted = mayHaveExecuted
        self.messageIsImpersonal = messageIsImpersonal
    }
}

extension PostgresError: CustomStringConvertible {
    /// For logs: never contains the password or a value of the statement. The server's ``message`` is left out where it
    /// may quote one, and ``detail`` always.
    public var description: String {
        var text = "PostgreSQL \(code)"
        if let sqlState { text += " \(sqlState)" }
        text += messageIsImpersonal ? ": \(message)" : ": (message withheld, it may quote a value)"
        if let constraint { text += " [constraint \(constraint)]" }
        if messageIsImpersonal, let hint { text += " (\(hint))" }
        return text + "; fault: \(fault.rawValue)"
    }
}
