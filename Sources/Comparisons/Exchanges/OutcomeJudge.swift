import Traffic

/// Decides, before any content is compared, whether an exchange can be judged.
struct OutcomeJudge {
    let exchange: Exchange
    let sides: JudgedSides

    init(exchange: Exchange, limits: ComparisonLimits) {
        self.exchange = exchange
        sides = JudgedSides(exchange, limits: limits)
    }

    /// Two answers that can be compared, or why there are none.
    enum Judgement {
        case comparable(ReadPair)
        case settled(Outcome)
    }

    /// A copy is due once its whole request has come: one that never did is not mirrored, as one outside of the sample.
    ///
    /// The order of the reasons: what was never sent, what was lost on our side, then the order of requests, then what
    /// the sides did, then what we captured of it.
    ///
    /// Where both sides failed, the reason is legacy's: without a reference there is nothing to judge the candidate by.
    /// The candidate's failure counts all the same. A candidate that was skipped stands apart from all that: it was never
    /// asked, whatever became of legacy.
    var judgement: Judgement {
        guard exchange.isRequestComplete || exchange.mirrored?.failure?.kind == .skipped else {
            return .settled(.notMirrored)
        }
        if let answers = sides.answers { return judgement(of: answers) }
        guard let mirrored = exchange.mirrored else { return .settled(outcomeWithoutCopy) }
        if mirrored.failure?.kind == .skipped {
            return .settled(.incomparable(exchange.served.failure?.kind == .abandoned ? .clientGone : .circuitOpen))
        }
        guard exchange.isRequestCapturedWhole else { return .settled(.incomparable(.tooLarge)) }
        if case .shed = mirrored.outcome { return .settled(.incomparable(.dropped)) }
        // Which of the sides served decides whose leg is whose; there is one of each.
        guard mirrored.side != exchange.served.side else { return .settled(.incomparable(.comparerFault)) }
        if exchange.served.failure?.kind == .abandoned { return .settled(.incomparable(.clientGone)) }
        if mirrored.failure?.kind == .abandoned { return .settled(.incomparable(.dropped)) }
        if exchange.isOvertaken { return .settled(.incomparable(.overtaken)) }
        for side in [Side.legacy, .candidate] {
            if let failure = exchange[side]?.failure { return .settled(.incomparable(Self.reason(failure.kind, side))) }
        }
        return .settled(.incomparable(.dropped))
    }

    /// What is left of the reasons where both sides answered.
    private func judgement(of answers: ReadPair) -> Judgement {
        guard exchange.isRequestCapturedWhole else { return .settled(.incomparable(.tooLarge)) }
        if exchange.isOvertaken { return .settled(.incomparable(.overtaken)) }
        guard answers.legacy.answer.isCapturedWhole, answers.candidate.answer.isCapturedWhole else {
            return .settled(.incomparable(.tooLarge))
        }
        return .comparable(answers)
    }

    private var outcomeWithoutCopy: Outcome {
        switch exchange.assignment.copy {
        case .notMirrored: .notMirrored
        case .writeNotMirrored: .incomparable(.writeNotMirrored)
        case .sent, .sentAsDryRun: .incomparable(reasonForLostCopy)
        }
    }

    /// A copy was meant to be sent and there is none.
    private var reasonForLostCopy: IncomparableReason {
        if !exchange.isRequestCapturedWhole { return .tooLarge }
        return exchange.served.failure?.kind == .abandoned ? .clientGone : .dropped
    }

    private static func reason(_ kind: LegFailure.Kind, _ side: Side) -> IncomparableReason {
        switch (kind, side) {
        case (.timeout, .legacy): .legacyTimeout
        case (.timeout, .candidate): .timeout
        case (.unreachable, .legacy), (.saturated, .legacy): .legacyUnreachable
        case (.unreachable, .candidate), (.saturated, .candidate): .candidateUnreachable
        case (.malformed, .legacy), (.brokenOff, .legacy): .legacyMalformed
        case (.malformed, .candidate), (.brokenOff, .candidate): .candidateMalformed
        case (.skipped, _): .circuitOpen
        case (.abandoned, _): .dropped
        }
    }
}
