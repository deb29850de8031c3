/// One request of a plan, with what its sender knows about the answers.
public struct PlannedRequest: Sendable {
    /// The place in the plan, from 0.
    public let index: Int
    /// The connection that carries it, from 0. Everything that concerns one customer is on one connection.
    public let connection: Int
    /// What it is about.
    public let kind: RequestKind
    /// The method.
    public let method: String
    /// The path and the query, as they stand on the wire.
    public let target: String
    /// The header fields, `Host` and `Content-Length` apart.
    public let headers: [HeaderField]
    /// The body.
    public let body: String?
    /// What legacy answers.
    public let legacy: PredictedAnswer
    /// What the guide's code as written answers.
    public let asWritten: PredictedAnswer
    /// Where the two answers differ.
    public let differences: Set<ExpectedDifference>

    /// Whether the request changes nothing (RFC 9110, section 9.2.1), so that it may be sent twice.
    public var isSafe: Bool { method == "GET" || method == "OPTIONS" || method == "HEAD" }

    /// The group of requests that are judged together: the function, or reads that name nobody.
    public var route: String {
        guard kind.isContext else { return "customer-update" }
        return kind == .contextWithoutName ? "customer-context-without-name" : "customer-context"
    }
}
