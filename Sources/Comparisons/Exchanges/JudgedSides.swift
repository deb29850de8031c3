import Traffic

/// What both sides did in an exchange, looked at once.
struct JudgedSides {
    struct JudgedSide {
        /// Whether the side failed: 5xx, timeout, unreachable, malformed, broken off, or `"success": false`.
        var hasFailed = false
        /// Milliseconds to the end of the answer; `nil` where none came whole.
        var latency: Double?
    }

    private(set) var legacy = JudgedSide()
    private(set) var candidate = JudgedSide()
    /// Where both came whole.
    let answers: ReadPair?

    init(_ exchange: Exchange, limits: ComparisonLimits) {
        let isLegacyServed = exchange.served.side == .legacy
        let search = FailureSearch(limits: limits)
        guard case .answered(let served) = exchange.served.outcome, let copy = exchange.mirrored,
            copy.side != exchange.served.side, case .answered(let mirrored) = copy.outcome
        else {
            answers = nil
            legacy = Self.side(exchange[.legacy], search)
            candidate = Self.side(exchange[.candidate], search)
            return
        }
        let pair = isLegacyServed ? ReadPair(served, mirrored) : ReadPair(mirrored, served)
        let found = search.isFound(in: pair)
        let latency = Self.milliseconds(exchange.served.duration)
        let otherLatency = Self.milliseconds(copy.duration)
        legacy = JudgedSide(
            hasFailed: pair.legacy.answer.status >= 500 || found.legacy,
            latency: isLegacyServed ? latency : otherLatency)
        candidate = JudgedSide(
            hasFailed: pair.candidate.answer.status >= 500 || found.candidate,
            latency: isLegacyServed ? otherLatency : latency)
        answers = pair
    }

    private static func side(_ leg: Leg?, _ search: FailureSearch) -> JudgedSide {
        switch leg?.outcome {
        case nil, .shed: return JudgedSide()
        case .failed(let failure): return JudgedSide(hasFailed: failure.kind != .abandoned)
        case .answered(let answer):
            return JudgedSide(
                hasFailed: answer.status >= 500 || search.isFound(in: ReadAnswer(answer)),
                latency: leg.map { milliseconds($0.duration) })
        }
    }

    private static func milliseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1_000_000 }
}
