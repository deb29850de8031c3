/// What became of a plan's requests, and what is expected of the comparison of those that were answered.
public struct TrafficTally: Sendable {
    /// A request to look at.
    public struct Example: Sendable {
        /// Its place in the plan.
        public let index: Int
        /// What is the matter.
        public let what: String
    }

    /// How many examples of one sort are kept.
    private static let exampleLimit = 10

    private let plan: TrafficPlan
    private var answered: [PlannedRequest] = []
    private var unanswered: [PlannedRequest] = []
    private var statuses: [Int: Int] = [:]
    private var milliseconds: [Double] = []
    private var failures: [String: Int] = [:]
    /// Answers whose status is not the one that legacy gives.
    public private(set) var unexpected = 0
    private var unexpectedExamples: [Example] = []
    /// How many answers were held against another server's.
    public private(set) var compared = 0
    /// How many of them differed.
    public private(set) var different = 0
    private var differentExamples: [Example] = []

    /// - Parameter plan: What is being sent.
    public init(plan: TrafficPlan) {
        self.plan = plan
    }

    /// How many requests have been dealt with.
    public var done: Int { answered.count + unanswered.count }

    /// How many requests got no answer.
    public var failed: Int { unanswered.count }

    /// Takes down an answer and how long it took.
    public mutating func note(_ request: PlannedRequest, status: Int, milliseconds: Double) {
        answered.append(request)
        statuses[status, default: 0] += 1
        self.milliseconds.append(milliseconds)
        guard status != request.legacy.status else { return }
        unexpected += 1
        keep(
            Example(
                index: request.index, what: "\(request.kind.rawValue): \(status) instead of \(request.legacy.status)"),
            in: \.unexpectedExamples)
    }

    /// Takes down that there was no answer.
    public mutating func noteFailure(_ request: PlannedRequest, _ reason: String) {
        unanswered.append(request)
        failures[reason, default: 0] += 1
    }

    /// Takes down in which respects an answer differed from another server's.
    public mutating func noteComparison(_ request: PlannedRequest, _ differences: [String]) {
        compared += 1
        guard !differences.isEmpty else { return }
        different += 1
        keep(
            Example(index: request.index, what: "\(request.kind.rawValue): \(differences.joined(separator: ", "))"),
            in: \.differentExamples)
    }

    private mutating func keep(_ example: Example, in list: WritableKeyPath<TrafficTally, [Example]>) {
        if self[keyPath: list].count < Self.exampleLimit { self[keyPath: list].append(example) }
    }

    // MARK: The file

    /// The tally as a JSON document:
    ///
    /// - `sent`: requests by kind; `answers` and `predicted`: answers by status, as they came and as legacy gives them;
    ///   `unexpected`: answers with another status than legacy's; `failures`: requests without an answer, by reason;
    /// - `latency`: milliseconds;
    /// - `compared`, `different`: what holding the answers against another server's gave;
    /// - `routes`: answered requests, distinct ones, and those whose answers differ if the guide's code is the candidate;
    /// - `expected`: at each place, in how many of the answered requests they do, and by which traps.
    ///
    /// - Parameter facts: Members that stand first: what was sent where, with which numbers.
    public func json(_ facts: [JSONValue.Member]) -> JSONValue {
        .object(
            [.init("schemaVersion", .init(1))] + facts + [
                .init("sent", counts((answered + unanswered).map(\.kind.rawValue))),
                .init("answers", counts(statuses.map { ("\($0)", $1) })),
                .init("predicted", counts(answered.map { "\($0.legacy.status)" })),
                .init("unexpected", listing(unexpected, unexpectedExamples)),
                .init("failures", counts(failures.map { ($0, $1) })),
                .init("latency", latency),
                .init("compared", .init(compared)),
                .init("different", listing(different, differentExamples)),
                .init("routes", routes),
                .init("expected", expected),
            ])
    }

    /// By route: requests, distinct ones, and those that are expected to differ anywhere.
    private var routes: JSONValue {
        let byRoute = Dictionary(grouping: answered, by: \.route).sorted { $0.key < $1.key }
        return .object(
            byRoute.map { route, requests in
                let distinct = Set(requests.map { ExactText("\($0.method) \($0.target) \($0.body ?? "")") })
                return .init(
                    route,
                    .object([
                        .init("requests", .init(requests.count)), .init("distinct", .init(distinct.count)),
                        .init("mismatches", .init(requests.count { !$0.differences.isEmpty })),
                    ]))
            })
    }

    private var expected: JSONValue {
        .array(
            TrafficExpectation.list(of: answered).map { expectation in
                .object([
                    .init("route", .string(expectation.route)), .init("at", .string(expectation.difference.at)),
                    .init("kind", .string(expectation.difference.kind.rawValue)),
                    .init("count", .init(expectation.count)),
                    .init("traps", .array(expectation.traps.map { .init($0.rawValue) })),
                ])
            })
    }

    /// Milliseconds, by the nearest rank.
    private var latency: JSONValue {
        let sorted = milliseconds.sorted()
        return .object(
            [50, 95, 99].map { percentile in
                let rank = max(1, (sorted.count * percentile + 99) / 100)
                let value = sorted.isEmpty ? 0 : sorted[rank - 1]
                return .init("p\(percentile)", .number((value * 1000).rounded() / 1000))
            })
    }

    private func counts(_ names: [String]) -> JSONValue {
        counts(Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).map { ($0, $1) })
    }

    private func counts(_ pairs: [(String, Int)]) -> JSONValue {
        .object(pairs.sorted { $0.0 < $1.0 }.map { .init($0.0, .init($0.1)) })
    }

    private func listing(_ count: Int, _ examples: [Example]) -> JSONValue {
        .object([
            .init("count", .init(count)),
            .init(
                "examples",
                .array(
                    examples.map { .object([.init("request", .init($0.index)), .init("what", .string($0.what))]) })),
        ])
    }
}
