import Traffic

/// What both sides did in an exchange, looked at once.
struct JudgedSides {
    struct JudgedSide {
        /// Whether the side failed: 5xx, timeout, unreachable, malformed, broken off, or `"success": false`.
        var hasFailed = false
        /// Milliseconds to the end of the answer; `nil` where none came whole, and for the ``untimed`` side.
        var latency: Double?
    }

    private(set) var legacy = JudgedSide()
    private(set) var candidate = JudgedSide()
    /// A side that answered in a time that is not its own: what is too large of an answer that nobody waits for is taken
    /// slowly, or not at all.
    let untimed: Side?
    /// Where both came whole.
    let answers: ReadPair?

    init(_ exchange: Exchange, limits: ComparisonLimits) {
        let search = FailureSearch(limits: limits)
        untimed = exchange.mirrored.flatMap { $0.answer?.isCapturedWhole == false ? $0.side : nil }
        if case .answered(let served) = exchange.served.outcome, let copy = exchange.mirrored,
            copy.side != exchange.served.side, case .answered(let mirrored) = copy.outcome
        {
            let pair = exchange.served.side == .legacy ? ReadPair(served, mirrored) : ReadPair(mirrored, served)
            let found = search.isFound(in: pair)
            legacy.hasFailed = pair.legacy.answer.status >= 500 || found.legacy
            candidate.hasFailed = pair.candidate.answer.status >= 500 || found.candidate
            answers = pair
        } else {
            legacy.hasFailed = Self.hasFailed(exchange[.legacy], search)
            candidate.hasFailed = exchange.fellBack || Self.hasFailed(exchange[.candidate], search)
            answers = nil
        }
        legacy.latency = latency(exchange[.legacy])
        candidate.latency = latency(exchange[.candidate])
    }

    private static func hasFailed(_ leg: Leg?, _ search: FailureSearch) -> Bool {
        switch leg?.outcome {
        case nil, .shed: false
        case .failed(let failure): failure.kind != .abandoned
        case .answered(let answer): answer.status >= 500 || search.isFound(in: ReadAnswer(answer))
        }
    }

    private func latency(_ leg: Leg?) -> Double? {
        guard let leg, leg.side != untimed, case .answered = leg.outcome else { return nil }
        return Double(leg.duration) / 1_000_000
    }
}
