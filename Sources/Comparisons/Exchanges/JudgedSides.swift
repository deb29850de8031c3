import Traffic

/// What both sides did in an exchange, looked at once.
struct JudgedSides {
    struct JudgedSide {
        /// Whether the side failed: 5xx, timeout, unreachable, malformed, broken off, or `"success": false`.
        var hasFailed = false
        /// Milliseconds to the end of the answer; `nil` where none came whole, or the time is not the side's.
        var latency: Double?
        /// Whether an answer came of which ``latency`` says nothing.
        var isUntimed = false
    }

    private(set) var legacy = JudgedSide()
    private(set) var candidate = JudgedSide()
    /// Where both came whole.
    let answers: ReadPair?

    init(_ exchange: Exchange, limits: ComparisonLimits) {
        let search = FailureSearch(limits: limits)
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
        legacy.time(exchange[.legacy])
        candidate.time(exchange[.candidate])
    }

    private static func hasFailed(_ leg: Leg?, _ search: FailureSearch) -> Bool {
        switch leg?.outcome {
        case nil, .shed: false
        case .failed(let failure): failure.kind != .abandoned
        case .answered(let answer): answer.status >= 500 || search.isFound(in: ReadAnswer(answer))
        }
    }
}

extension JudgedSides.JudgedSide {
    fileprivate mutating func time(_ leg: Leg?) {
        guard let leg, case .answered = leg.outcome else { return }
        isUntimed = !leg.isTimed
        latency = leg.isTimed ? Double(leg.duration) / 1_000_000 : nil
    }
}
