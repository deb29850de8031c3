import Rollouts
import Testing
import Traffic

@Suite("Probes in a gate")
struct GateProbeTests {
    private let now = RolloutMachineTests.now
    private let demand = ProbeDemand(name: "orphans", expectation: "value <= 10", interval: .seconds(60))

    private func record(value: Double?, error: String? = nil, secondsAgo: Int64, holds: Bool?) -> ProbeRecord {
        ProbeRecord(
            name: "orphans", expectation: "value <= 10", value: value, error: error,
            at: now.advanced(byMilliseconds: -secondsAgo * 1_000), holds: holds)
    }

    private func joined(_ verdict: GateVerdict, _ records: [ProbeRecord]) -> GateJudgement {
        RolloutMachineTests.judgement(verdict).joined(
            with: [demand], records: records, startedAt: now.advanced(byMilliseconds: -300_000), now: now)
    }

    @Test("a probe that holds changes nothing", arguments: GateVerdict.allCases)
    func holding(verdict: GateVerdict) {
        let judgement = joined(verdict, [record(value: 3, secondsAgo: 30, holds: true)])
        #expect(judgement.verdict == verdict)
        #expect(judgement.probes.map(\.value) == [3])
    }

    @Test("one that does not hold fails, whatever else is shown", arguments: GateVerdict.allCases)
    func failing(verdict: GateVerdict) {
        let judgement = joined(verdict, [record(value: 11, secondsAgo: 30, holds: false)])
        #expect(judgement.verdict == .fail)
        #expect(judgement.failures.contains("probe orphans (11, not value <= 10)"))
        #expect(judgement.missing.isEmpty)
    }

    @Test("one that has not run in this stage leaves a pass open")
    func notYet() {
        for records in [[], [record(value: 3, secondsAgo: 301, holds: true)]] {
            let judgement = joined(.pass, records)
            #expect(judgement.verdict == .inconclusive)
            #expect(judgement.missing == ["a run of the probe orphans in this stage"])
        }
        #expect(joined(.fail, []).verdict == .fail)
    }

    @Test("one that cannot be run, or has not been for long, is an error and no pass")
    func broken() {
        let failed = joined(.pass, [record(value: nil, error: "connection refused", secondsAgo: 30, holds: nil)])
        #expect(failed.verdict == .error)
        #expect(failed.missing.contains { $0.contains("connection refused") })
        #expect(joined(.inconclusive, [record(value: 3, secondsAgo: 200, holds: true)]).verdict == .error)
    }
}
