import Ledgers
import Testing
import Traffic

@Suite("Discrepancies in the ledger")
struct DiscrepancyTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open(examples: Int = 20, bounds: LedgerBounds = LedgerBounds()) -> Ledger {
        Ledger(
            .sample(path, examples: examples, bounds: bounds), clock: { [clock] in clock.now }, log: { _ in })
    }

    @Test("one defect is one discrepancy: exchanges are counted, and occurrences apart")
    func signature() async throws {
        let ledger = open()
        ledger.record(.mismatch([["body", "rows", "0", "email"], ["body", "rows", "1", "email"], ["body", "name"]]))
        ledger.record(.mismatch([["body", "rows", "7", "email"]]))
        ledger.record(.sample(.match))
        ledger.record(.sample(.match))
        try await ledger.flush()

        let found = try LedgerReader(path: path).discrepancies()
        #expect(found.map(\.at.description) == ["/body/rows/*/email", "/body/name"])
        #expect(found.map(\.count) == [2, 1])
        #expect(found.map(\.differences) == [3, 1])
        #expect(found.map(\.share) == [0.5, 0.25])
        #expect(found.first?.kind == .missing)
        #expect(found.first?.state == .open)
        #expect(found.first?.noise == .unknown)
    }

    @Test("first and last seen are those of the exchanges, in whatever order they come")
    func seen() async throws {
        let ledger = open()
        for milliseconds in [5_000, 1_000, 9_000, 3_000] as [Int64] {
            ledger.record(.mismatch(at: Timestamp(milliseconds: milliseconds)))
            try await ledger.flush()
        }
        let found = try #require(try LedgerReader(path: path).discrepancies().first)
        #expect(found.firstSeen == Timestamp(milliseconds: 1_000))
        #expect(found.lastSeen == Timestamp(milliseconds: 9_000))
    }

    @Test("the first few examples and the newest are kept", arguments: [true, false])
    func examples(inOneWrite: Bool) async throws {
        let ledger = open(examples: 8)
        for request in 1...30 as ClosedRange<UInt64> {
            ledger.record(.mismatch(request: request))
            if !inOneWrite { try await ledger.flush() }
        }
        try await ledger.flush()
        let examples = try #require(try LedgerReader(path: path).discrepancies().first?.examples)
        #expect(examples.map(\.requestID) == [30, 29, 28, 27, 26, 25, 2, 1].map { "request-\($0)" })
        let newest = try #require(examples.first)
        #expect(newest.method == "GET")
        #expect(newest.target == "/customers/30")
        #expect(newest.at.description == "/body/email")
        #expect(newest.legacy == JSONFragment(string: "a"))
        #expect(newest.candidate == nil)
    }

    @Test("no examples are kept where none are wanted")
    func noExamples() async throws {
        let ledger = open(examples: 0)
        for request in 1...3 as ClosedRange<UInt64> { ledger.record(.mismatch(request: request)) }
        try await ledger.flush()
        let found = try #require(try LedgerReader(path: path).discrepancies().first)
        #expect(found.count == 3)
        #expect(found.examples.isEmpty)
    }

    @Test("hostile keys fill neither memory nor disk, and what has no entry is counted", arguments: [true, false])
    func boundedSignatures(inOneWrite: Bool) async throws {
        let ledger = open(bounds: LedgerBounds(signaturesPerRoute: 10))
        for request in 0..<100 as Range<UInt64> {
            ledger.record(.mismatch(request: request, [["body", "key-\(request)"]]))
            if !inOneWrite { try await ledger.flush() }
        }
        ledger.record(.mismatch(route: "calm", [["body", "key"]]))
        try await ledger.flush()

        let snapshot = try LedgerReader(path: path).snapshot()
        #expect(snapshot.discrepancies.count { $0.route == "context" } == 10)
        #expect(snapshot.discrepancies.count { $0.route == "calm" } == 1)
        #expect(snapshot.notices.contains { $0.contains("route context") && $0.contains("90 have no entry") })
        #expect(ledger.health.losses.discrepancies == 90)
        #expect(snapshot.routes.first { $0.name == "context" }?.mismatches == 100)
    }

    @Test("locations, targets and values of any length are cut, and stay what they are")
    func longTexts() async throws {
        let long = String(repeating: "é/~", count: 100_000)
        var comparison = Comparison.sample(
            .mismatch,
            differences: [
                Difference.sample(["body", "list", long, "x"], kind: .changed, legacy: JSONFragment.quoted(long))
            ])
        comparison.target = long
        let ledger = open()
        ledger.record(comparison)
        try await ledger.flush()

        let found = try #require(try LedgerReader(path: path).discrepancies().first)
        #expect(found.at.description == "/body/list/…")
        let example = try #require(found.examples.first)
        #expect(example.target.utf8.count < 5_000)
        #expect(example.target.hasSuffix("…"))
        #expect((example.legacy?.text.utf8.count ?? .max) < 10_000)
        #expect(example.legacy?.text.hasSuffix("…\"") == true)
    }

    @Test("at most as many discrepancies as asked for, the most frequent first")
    func limit() async throws {
        let ledger = open()
        for request in 0..<6 as Range<UInt64> {
            for _ in 0...request { ledger.record(.mismatch([["body", "key-\(request)"]])) }
        }
        try await ledger.flush()
        let found = try LedgerReader(path: path).discrepancies(limit: 2)
        #expect(found.map(\.at.description) == ["/body/key-5", "/body/key-4"])
    }
}
