import Testing
import Traffic

@testable import Ledgers

@Suite("Noise in the ledger")
struct NoiseTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open(bounds: LedgerBounds = LedgerBounds()) -> Ledger {
        Ledger(.sample(path, bounds: bounds), clock: { [clock] in clock.now }, log: { _ in })
    }

    /// A triple in which some members of the body differ in the candidate, and some in the control.
    private func triple(candidate: [String] = [], control: [String] = [], request: UInt64 = 1) -> Comparison {
        var comparison = Comparison.mismatch(request: request, at: clock.now, candidate.map { ["body", $0] })
        comparison.outcome = candidate.isEmpty ? .match : .mismatch
        comparison.selfComparisons = [own(.control, control)]
        return comparison
    }

    private func own(_ origin: SelfComparison.Origin, _ names: [String], milliseconds: Double = 1) -> SelfComparison {
        SelfComparison(
            origin: origin,
            differences: names.map { name in
                SelfDifference(
                    difference: .sample(["body", name], legacy: "\(milliseconds)", candidate: "0"),
                    spread: ValueSpread(
                        types: [.number],
                        numbers: NumberSpread(
                            minimum: 0, maximum: milliseconds, absolute: milliseconds, relative: 1, isWhole: true,
                            hasExponent: false)))
            })
    }

    private func counts(_ reader: LedgerReader) throws -> [String: NoiseCounts] {
        let places = try reader.noise().places
        return Dictionary(uniqueKeysWithValues: places.map { ($0.at.description, $0.counts) })
    }

    @Test("triples are counted by place: the candidate alone, the control alone, and both")
    func triples() async throws {
        let ledger = open()
        ledger.record(triple(candidate: ["a", "b"], control: ["b", "c"]))
        ledger.record(triple(candidate: ["a"]))
        ledger.record(triple())
        // No triple: nobody asked legacy twice.
        ledger.record(.mismatch([["body", "a"]]))
        try await ledger.flush()
        let reader = try LedgerReader(path: path)
        #expect(
            try counts(reader) == [
                "/body/a": NoiseCounts(candidateOnly: 2), "/body/b": NoiseCounts(both: 1),
                "/body/c": NoiseCounts(controlOnly: 1),
            ])
        #expect(try reader.noise().totals == ["context": NoiseRecord.Totals(triples: 3)])
        #expect(try reader.discrepancies().map(\.at.description) == ["/body/a", "/body/b"])
    }

    @Test("calibration counts pairs, and sums up their values")
    func calibration() async throws {
        let ledger = open()
        for milliseconds in [1.0, 40, 3] {
            var comparison = Comparison.sample(at: clock.now)
            comparison.selfComparisons = [own(.calibration, ["time"], milliseconds: milliseconds)]
            ledger.record(comparison)
            try await ledger.flush()
        }
        let noise = try LedgerReader(path: path).noise()
        let place = try #require(noise.places.first)
        #expect(noise.totals == ["context": NoiseRecord.Totals(calibrated: 3)])
        #expect(place.counts == NoiseCounts(calibrated: 3))
        #expect(place.spread?.pairs == 3)
        #expect(place.spread?.numbers?.maximum == 40)
        #expect(place.example.map { $0?.text } == ["3.0", "0"])
    }

    @Test("counts survive a restart, and add up over replicas and over batches that waited for a disk")
    func addsUp() async throws {
        for instance in ["one", "two"] {
            let ledger = Ledger(
                .sample(path, instance: instance), clock: { [clock] in clock.now }, log: { _ in })
            for _ in 0..<4 { ledger.record(triple(candidate: ["a"], control: ["b"])) }
            await ledger.close()
        }
        #expect(
            try counts(try LedgerReader(path: path)) == [
                "/body/a": NoiseCounts(candidateOnly: 8), "/body/b": NoiseCounts(controlOnly: 8),
            ])
    }

    @Test("places beyond the bound are left out, and counted as lost")
    func bound() async throws {
        let ledger = open(bounds: LedgerBounds(signaturesPerRoute: 3))
        ledger.record(triple(control: ["a", "b", "c", "d", "e"]))
        try await ledger.flush()
        #expect(try LedgerReader(path: path).noise().places.count == 3)
        #expect(ledger.health.losses.discrepancies == 2)
    }

    @Test("thinning out changes no sum, and what is older than the retention goes")
    func maintenance() async throws {
        let ledger = open()
        for request in 0..<100 as Range<UInt64> {
            ledger.record(triple(candidate: ["a"], control: ["b"], request: request))
            clock.advance(bySeconds: 10)
        }
        try await ledger.flush()
        clock.advance(bySeconds: 7_200)
        let reader = try LedgerReader(path: path)
        let before = try reader.noise()
        try await tidyUp(ledger)
        #expect(try reader.noise().places == before.places)
        #expect(try reader.noise().totals == before.totals)
        #expect(try reader.noise(since: clock.now).places.isEmpty)
        clock.advance(bySeconds: 15 * 86_400)
        try await tidyUp(ledger)
        #expect(try reader.noise().places.isEmpty)
        #expect(try reader.noise().totals.isEmpty)
    }

    private func tidyUp(_ ledger: Ledger) async throws {
        for _ in 0..<5_000 { if try await !ledger.tidyUp(at: clock.now) { return } }
        Issue.record("tidying up does not end")
    }
}
