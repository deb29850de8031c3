import Traffic

/// Keeps every exchange that the proxy hands on.
final class RecordingSink: ExchangeSink {
    private let taken = Monitored<[Exchange]>([])

    func exchangeFinished(_ exchange: consuming Exchange) {
        let finished = exchange
        taken.withLock { $0.append(finished) }
    }

    var exchanges: [Exchange] { taken.withLock { $0 } }

    /// Lets go of every exchange.
    func forget() { taken.withLock { $0 = [] } }

    /// Waits until so many exchanges have come.
    func wait(_ count: Int) throws -> [Exchange] {
        try taken.wait(for: "\(count) exchanges") { $0.count >= count }
        return exchanges
    }

    func first() throws -> Exchange { try wait(1)[0] }
}

/// Assigns as a closure says, and keeps what it was asked.
final class ScriptedAssigner: Assigner {
    struct Question: Sendable, Equatable {
        var route: String
        var operation: Operation
        var userKeys: [String]
        var requestID: String
    }

    private let asked = Monitored<[Question]>([])
    private let answer: @Sendable (Question) -> Assignment
    let sparesCandidate: Bool

    init(sparesCandidate: Bool = false, _ answer: @escaping @Sendable (Question) -> Assignment) {
        self.sparesCandidate = sparesCandidate
        self.answer = answer
    }

    convenience init(served: Side = .legacy, copy: Assignment.Copy = .sent, hasControl: Bool = false) {
        self.init { _ in Assignment(served: served, reason: .bucket, copy: copy, hasControl: hasControl) }
    }

    func wait(questions count: Int) throws { try asked.wait(for: "\(count) questions") { $0.count >= count } }

    var questions: [Question] { asked.withLock { $0 } }

    func assignment(route: Route, operation: Operation, userKeys: [String], requestID: String) -> Assignment {
        let question = Question(route: route.name, operation: operation, userKeys: userKeys, requestID: requestID)
        asked.withLock { $0.append(question) }
        return answer(question)
    }
}
