public import Traffic

/// A probe that a gate asks for.
public struct ProbeDemand: Sendable, Hashable {
    public var name: String
    /// What its value must be, in words.
    public var expectation: String
    /// How often it is run.
    public var interval: Duration

    public init(name: String, expectation: String, interval: Duration) {
        self.name = name
        self.expectation = expectation
        self.interval = interval
    }
}

extension GateJudgement {
    /// The verdict with what probes say: fail before error before inconclusive before pass.
    ///
    /// What a probe said before the stage began says nothing about it; what it said long ago is no longer known.
    ///
    /// - Parameters:
    ///   - records: What each probe said last.
    ///   - startedAt: When the attempt at the stage began.
    public func joined(
        with demands: [ProbeDemand],
        records: [ProbeRecord],
        startedAt: Timestamp,
        now: Timestamp
    ) -> GateJudgement {
        var joined = self
        for demand in demands {
            let empty = ProbeRecord(name: demand.name, expectation: demand.expectation)
            let record = records.first { $0.name == demand.name } ?? empty
            joined.probes.append(record)
            let age = record.at.map { now.milliseconds - $0.milliseconds } ?? 0
            switch record {
            case _ where record.at.map { $0 < startedAt } ?? true:
                joined.worsen(to: .inconclusive, "a run of the probe \(demand.name) in this stage")
            case _ where record.error != nil:
                joined.worsen(to: .error, "the probe \(demand.name), which failed: \(record.error ?? "")")
            case _ where age > 3 * demand.interval.wholeMilliseconds + 10_000:
                joined.worsen(to: .error, "the probe \(demand.name), which has not run since \(record.at ?? now)")
            case _ where record.holds != true: joined.worsen(to: .fail, nil)
            default: break
            }
        }
        if joined.verdict == .fail { joined.missing = [] }
        return joined
    }

    /// Something else speaks against it, or is missing; the worse verdict holds (fail > error > inconclusive > pass).
    public mutating func worsen(to worse: GateVerdict, _ lacking: String?) {
        let order: [GateVerdict] = [.pass, .inconclusive, .error, .fail]
        if let old = order.firstIndex(of: verdict), let new = order.firstIndex(of: worse), new > old { verdict = worse }
        if let lacking { missing.append(lacking) }
    }
}
