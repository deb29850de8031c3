import JSONText
import NIOCore
import Traffic

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Decides, before any content is compared, whether an exchange can be judged; and which sides failed.
struct OutcomeJudge {
    let exchange: Exchange
    let limits: ComparisonLimits

    /// Two answers that can be compared, or why there are none.
    enum Judgement {
        case comparable(legacy: Answer, candidate: Answer)
        case settled(Outcome)
    }

    /// The order of the reasons: what was never sent, what was lost on our side, then the order of requests, then what
    /// the sides did, then what we captured of it.
    ///
    /// Where both sides failed, the reason is legacy's: without a reference there is nothing to judge the candidate by.
    /// The candidate's failure counts all the same. A candidate that was skipped stands apart from all that: it was never
    /// asked, whatever became of legacy.
    var judgement: Judgement {
        guard let mirrored = exchange.mirrored else { return .settled(outcomeWithoutCopy) }
        if mirrored.failure?.kind == .skipped {
            return .settled(.incomparable(exchange.served.failure?.kind == .abandoned ? .clientGone : .circuitOpen))
        }
        guard exchange.isRequestCapturedWhole else { return .settled(.incomparable(.tooLarge)) }
        if case .shed = mirrored.outcome { return .settled(.incomparable(.dropped)) }
        guard let legacy = exchange[.legacy], let candidate = exchange[.candidate] else {
            return .settled(.incomparable(.comparerFault))
        }
        if exchange.served.failure?.kind == .abandoned { return .settled(.incomparable(.clientGone)) }
        if mirrored.failure?.kind == .abandoned { return .settled(.incomparable(.dropped)) }
        if exchange.isOvertaken { return .settled(.incomparable(.overtaken)) }
        if let failure = legacy.failure { return .settled(.incomparable(Self.reason(failure.kind, .legacy))) }
        if let failure = candidate.failure { return .settled(.incomparable(Self.reason(failure.kind, .candidate))) }
        guard let left = legacy.answer, let right = candidate.answer else {
            return .settled(.incomparable(.dropped))
        }
        guard left.isCapturedWhole, right.isCapturedWhole else { return .settled(.incomparable(.tooLarge)) }
        return .comparable(legacy: left, candidate: right)
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

    /// Whether a side failed: 5xx, timeout, unreachable, malformed, broken off, or `"success": false`.
    func hasFailed(_ side: Side) -> Bool {
        guard let leg = exchange[side] else { return false }
        switch leg.outcome {
        case .shed: return false
        case .failed(let failure): return failure.kind != .abandoned
        case .answered(let answer): return answer.status >= 500 || saysFailure(answer)
        }
    }

    /// Milliseconds to the end of a side's answer.
    func latency(_ side: Side) -> Double? {
        guard let leg = exchange[side], case .answered = leg.outcome else { return nil }
        return Double(leg.duration) / 1_000_000
    }

    private static let successWord = ByteSearch("\"success\"", pairAt: 3)
    private static let falseWord = ByteSearch("false", pairAt: 2)

    /// Whether a body is a JSON object with `"success": false` at its top level, content codings undone.
    private func saysFailure(_ answer: Answer) -> Bool {
        guard answer.isCapturedWhole else { return false }
        let codings = ContentCoding.applied(in: answer.head)
        guard !codings.isEmpty else { return saysFailure(answer.body, answer.head) }
        // What cannot be undone says nothing; the comparison says that it cannot.
        let body = try? ContentDecoder(limit: limits.decodedBytes).decode(answer.body, codings)
        return body.map { saysFailure($0, answer.head) } ?? false
    }

    private func saysFailure(_ body: ByteBuffer, _ head: MessageHead) -> Bool {
        body.withUnsafeReadableBytes { bytes in
            // Few bodies have the words at all, plainly or escaped; only those are read.
            guard Self.successWord.isFound(in: bytes) || Self.hasEscape(bytes), Self.falseWord.isFound(in: bytes),
                MediaType(head).mayBeJSON, let tape = try? JSONTape(parsing: bytes)
            else { return false }
            return tape.member("success", of: JSONTape.root).map { tape.kind($0) == .false } ?? false
        }
    }

    /// Whether there is a `\u`. Backslashes are rare.
    private static func hasEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while let base = rest.base.baseAddress,
            let found = memchr(base + rest.startIndex, Int32(UInt8(ascii: "\\")), rest.count)
        {
            let next = UnsafeRawPointer(found) - base + 1
            guard next < bytes.count else { return false }
            if bytes[next] == UInt8(ascii: "u") { return true }
            rest = bytes[next...]
        }
        return false
    }
}
