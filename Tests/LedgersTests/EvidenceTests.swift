import Ledgers
import Testing
import Traffic

@Suite("Evidence in the ledger")
struct EvidenceTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open(_ unit: EvidenceUnit = .perDistinctRequest, bounds: LedgerBounds = LedgerBounds()) -> Ledger {
        Ledger(
            .sample(path, evidence: ["context": unit], bounds: bounds), clock: { [clock] in clock.now },
            log: { _ in })
    }

    private func evidence(_ scope: EvidenceScope = .sample()) throws -> ScopeEvidence {
        try #require(try LedgerReader(path: path).evidence(of: scope))
    }

    @Test("twenty equal requests are one observation, and the first comparison decides")
    func distinctRequests() async throws {
        let ledger = open()
        ledger.record(.mismatch(request: 1))
        for _ in 0..<19 { ledger.record(.sample(.match, request: 1)) }
        ledger.record(.sample(.match, request: 2))
        ledger.record(.mismatch(request: 2))
        try await ledger.flush()
        #expect(try evidence().evidence.mismatches == RouteEvidence.Rate(bad: 1, observations: 2))
    }

    @Test("the first comparison of a request counts, even if an incomparable exchange came before")
    func firstComparison() async throws {
        let ledger = open()
        ledger.record(.sample(.incomparable(.timeout), request: 1, candidateFailed: true, candidateLatency: nil))
        try await ledger.flush()
        ledger.record(.mismatch(request: 1))
        try await ledger.flush()
        let counted = try evidence().evidence
        #expect(counted.mismatches == RouteEvidence.Rate(bad: 1, observations: 1))
        #expect(counted.errors == RouteEvidence.Rate(bad: 1, observations: 1))
        #expect(counted.incomparable == RouteEvidence.Rate(bad: 1, observations: 1))
        #expect(counted.slower == RouteEvidence.Rate(bad: 1, observations: 1))
        #expect(counted.candidateLatencies.map(\.count) == [1])
    }

    @Test("a restart neither loses nor doubles evidence")
    func restart() async throws {
        for _ in 0..<3 {
            let ledger = open()
            for request in 1...50 as ClosedRange<UInt64> { ledger.record(.sample(request: request, user: request % 7)) }
            await ledger.close()
        }
        let counted = try evidence().evidence
        #expect(counted.mismatches.observations == 50)
        #expect(counted.candidateLatencies.map(\.count).reduce(0, +) == 50)
        #expect(counted.users == 7)
    }

    @Test("per user, a user counts once, and an exchange without a user not at all")
    func perUser() async throws {
        let ledger = open(.perUser)
        ledger.record(.sample(.match, request: 1, user: 1))
        ledger.record(.sample(.mismatch, request: 2, user: 1))
        ledger.record(.sample(.mismatch, request: 3, user: 2))
        ledger.record(.sample(.mismatch, request: 4, user: nil))
        try await ledger.flush()
        let counted = try evidence(.sample(unit: .perUser)).evidence
        #expect(counted.mismatches == RouteEvidence.Rate(bad: 1, observations: 2))
        #expect(counted.users == 2)
    }

    @Test("per request, every exchange counts")
    func perRequest() async throws {
        let ledger = open(.perRequest)
        for _ in 0..<5 { ledger.record(.sample(.match, request: 1)) }
        ledger.record(.mismatch(request: 1))
        try await ledger.flush()
        let counted = try evidence(.sample(unit: .perRequest)).evidence
        #expect(counted.mismatches == RouteEvidence.Rate(bad: 1, observations: 6))
    }

    @Test("a full scope counts nothing more, and says so", arguments: [true, false])
    func fullScope(inOneWrite: Bool) async throws {
        let ledger = open(bounds: LedgerBounds(observationsPerScope: 10))
        for request in 0..<25 as Range<UInt64> {
            ledger.record(.sample(request: request))
            if !inOneWrite { try await ledger.flush() }
        }
        try await ledger.flush()
        let scope = try evidence()
        #expect(scope.evidence.mismatches.observations == 10)
        #expect(scope.isFull)
        #expect(scope.notCounted == 15)
        #expect(try LedgerReader(path: path).notices().contains { $0.contains("full at 10 distinct") })
    }

    @Test("stages have evidence of their own, and a new epoch starts at nothing")
    func scopes() async throws {
        let ledger = open()
        ledger.record(.sample(request: 1, stage: 1))
        ledger.record(.sample(request: 1, stage: 10))
        try await ledger.flush()
        clock.advance(bySeconds: 1)
        #expect(try await ledger.commit(.anew(stage: 10, at: clock.now)).states.map(\.attempt) == [2])
        #expect(try evidence(.sample(stage: 10, epoch: 2)).evidence.mismatches.observations == 0)
        ledger.record(.sample(request: 1, stage: 10, at: clock.now))
        ledger.record(.sample(request: 2, stage: 10, at: clock.now))
        try await ledger.flush()

        #expect(try evidence(.sample(stage: 1)).evidence.mismatches.observations == 1)
        #expect(try evidence(.sample(stage: 10)).evidence.mismatches.observations == 1)
        #expect(try evidence(.sample(stage: 10, epoch: 2)).evidence.mismatches.observations == 2)
        #expect(try LedgerReader(path: path).latestScopes() == [.sample(stage: 10, epoch: 2)])
    }

    @Test("what was counted before the ledger could be opened goes to the epoch that holds")
    func epochAfterRestart() async throws {
        let first = open()
        _ = try await first.commit(.anew(stage: 10, at: clock.now))
        clock.advance(bySeconds: 1)
        _ = try await first.commit(.anew(stage: 10, at: clock.now))
        await first.close()
        let second = open()
        second.record(.sample(stage: 10))
        try await second.flush()
        second.record(.sample(request: 2, stage: 10))
        try await second.flush()
        #expect(try evidence(.sample(stage: 10, epoch: 2)).evidence.mismatches.observations == 2)
    }

    @Test("another candidate or configuration starts other evidence, and the old one stays")
    func reconfigure() async throws {
        let ledger = open()
        ledger.record(.sample(request: 1))
        ledger.reconfigure(LedgerIdentity(instance: "one", candidateVersion: "2.0.2", fingerprint: "abc"))
        ledger.record(.sample(request: 1))
        ledger.record(.sample(request: 2))
        try await ledger.flush()
        var new = EvidenceScope.sample()
        new.candidateVersion = "2.0.2"
        #expect(try evidence().evidence.mismatches.observations == 1)
        #expect(try evidence(new).evidence.mismatches.observations == 2)
    }

    @Test("requests that no route matches and requests that were not mirrored are no evidence")
    func noEvidence() async throws {
        let ledger = open()
        ledger.record(.sample(.notMirrored, route: Route.unmatchedName))
        ledger.record(.sample(.notMirrored))
        try await ledger.flush()
        #expect(try LedgerReader(path: path).latestScopes().isEmpty)
    }

    @Test("first and last observation are those that were counted")
    func times() async throws {
        let ledger = open()
        ledger.record(.sample(request: 1, at: Timestamp(milliseconds: 2_000)))
        ledger.record(.sample(request: 2, at: Timestamp(milliseconds: 9_000)))
        try await ledger.flush()
        ledger.record(.sample(request: 3, at: Timestamp(milliseconds: 5_000)))
        ledger.record(.sample(request: 1, at: Timestamp(milliseconds: 99_000)))
        try await ledger.flush()
        let counted = try evidence().evidence
        #expect(counted.firstAt == Timestamp(milliseconds: 2_000))
        #expect(counted.lastAt == Timestamp(milliseconds: 9_000))
    }

    @Test("a window counts every request in it, for alarms")
    func window() async throws {
        let ledger = open()
        for _ in 0..<4 { ledger.record(.sample(request: 1)) }
        clock.advance(bySeconds: 60)
        let later = clock.now
        for _ in 0..<3 { ledger.record(.sample(request: 1, candidateFailed: true)) }
        ledger.record(.sample(request: 1, candidateLatency: 100))
        ledger.record(.sample(.incomparable(.dropped), candidateLatency: nil))
        try await ledger.flush()

        let window = try #require(
            try LedgerReader(path: path).window(from: later, until: later.advanced(byMilliseconds: 60_000)).first)
        #expect(window.errors == RouteEvidence.Rate(bad: 3, observations: 4))
        #expect(window.slower == RouteEvidence.Rate(bad: 1, observations: 4))
        #expect(window.incomparable == RouteEvidence.Rate(bad: 1, observations: 5))
        #expect(window.candidateLatencies.map(\.count).reduce(0, +) == 4)
        #expect(window.legacyLatencies.map(\.count).reduce(0, +) == 5)
    }
}
