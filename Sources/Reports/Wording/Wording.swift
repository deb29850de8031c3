import Traffic

/// The words in which reports speak to people.
enum Wording {
    static func kind(_ kind: Difference.Kind) -> String {
        switch kind {
        case .changed: "different value"
        case .typeChanged: "different type"
        case .missing: "missing in the candidate"
        case .added: "only in the candidate"
        case .reordered: "different order"
        case .undecodable: "cannot be decoded"
        }
    }

    /// What has moved in an array.
    static func order(_ change: OrderChange?) -> String {
        guard let change, change.moved > 0 else { return "another order" }
        if change.isReversed { return "the other way round" }
        let moves = change.moves.map { "\($0.from) → \($0.to)" }.joined(separator: ", ")
        let rest = change.moved > change.moves.count ? ", …" : ""
        let verb = change.moved == 1 ? "has moved" : "have moved"
        return "\(Figures.count(change.moved)) of \(Figures.counted(change.count, "element")) \(verb): \(moves)\(rest)"
    }

    static func state(_ state: DiscrepancyRecord.State) -> String {
        switch state {
        case .open: "open"
        case .accepted: "accepted"
        case .fixed: "fixed"
        case .regressed: "came back after it was fixed"
        }
    }

    static func phase(_ phase: RolloutState.Phase) -> String {
        switch phase {
        case .active: "active"
        case .paused: "paused"
        case .rolledBack: "rolled back"
        }
    }

    static func noise(_ noise: DiscrepancyRecord.Noise) -> String {
        switch noise {
        case .unknown: "noise not known"
        case .noise: "noise: legacy differs from itself here"
        case .suspect: "maybe not noise: so far the candidate differs here more often than legacy from itself"
        case .regression: "not noise: the candidate differs here more often than legacy from itself"
        }
    }

    /// What the word rests on; `nil` where nothing was seen.
    static func noiseEvidence(_ counts: NoiseCounts) -> String? {
        var parts: [String] = []
        if counts.discordant + counts.both > 0 {
            parts.append(
                "where legacy was asked twice, the candidate alone shows it \(Figures.counted(counts.candidateOnly, "time")), "
                    + "legacy itself alone \(Figures.count(counts.controlOnly)), both \(Figures.count(counts.both))")
        }
        if counts.calibrated > 0 {
            parts.append("calibration showed it \(Figures.counted(counts.calibrated, "time"))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// Who decided about a discrepancy, when and why.
    static func triage(_ record: TriageRecord) -> String {
        let time = record.at.map { " on \(Figures.time($0))" } ?? ""
        return "\(state(record.state)), says \(record.who)\(time): \(record.why)"
    }

    static func readiness(_ readiness: ReportVerdict.Readiness) -> String {
        switch readiness {
        case .ready: "Ready"
        case .notReady: "Not ready"
        case .undecided: "Undecided"
        }
    }

    static func verdict(_ verdict: GateVerdict?) -> String {
        switch verdict {
        case .pass: "pass"
        case .fail: "fail"
        case .inconclusive: "inconclusive"
        case .error: "error"
        case nil: "no gate"
        }
    }

    /// What every list of incomparable exchanges begins with.
    static let incomparable =
        "Without two whole answers there is nothing to compare: such an exchange is neither a match nor a mismatch, "
        + "so a dead candidate is not a match."

    /// What a reason means. A reason that this version does not know speaks for itself.
    static func explanation(ofReason reason: String) -> String {
        switch IncomparableReason(rawValue: reason) {
        case .timeout: "the candidate did not answer in time"
        case .legacyTimeout: "legacy did not answer in time"
        case .candidateUnreachable: "no connection to the candidate, or it broke before an answer"
        case .legacyUnreachable: "no connection to legacy, or it broke before an answer"
        case .candidateMalformed: "the candidate's answer is not HTTP, or broke off"
        case .legacyMalformed: "legacy's answer is not HTTP, or broke off"
        case .circuitOpen: "the candidate was not asked, since its circuit breaker was open; it counts as its failure"
        case .dropped:
            "the copy was shed: too many in flight, or comparison could not keep up; a candidate with data of its own "
                + "lacks the writes that were shed"
        case .tooLarge: "a body is larger than the capture limit"
        case .writeNotMirrored: "a write, and the route's writes are not mirrored"
        case .overtaken: "the two sides saw the requests of a connection in different order"
        case .clientGone: "the client went away before it had the whole answer"
        case .drift: "legacy contradicts itself here"
        case .comparerFault: "the comparer itself failed"
        default: "no explanation for this reason is known to this version"
        }
    }
}
