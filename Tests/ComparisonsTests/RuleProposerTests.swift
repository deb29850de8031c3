import Comparisons
import Testing
import Traffic

/// The rule that is proposed for values that legacy gave to one request.
@Suite("Proposed rules")
struct RuleProposerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pairs: [(String?, String?)]
        let expected: String
        var testDescription: String { expected }

        init(_ expected: String, _ pairs: (String?, String?)...) {
            self.pairs = pairs
            self.expected = expected
        }
    }

    /// What calibration makes of pairs of values of a member `a`; `nil` leaves the member out.
    private func proposals(_ pairs: [(String?, String?)]) -> [RuleProposal] {
        let comparer = ExchangeComparer(rules: [:], redaction: Redaction([]), isCalibration: true)
        var findings: [RuleProposer.Finding] = []
        for (left, right) in pairs {
            func body(_ value: String?) -> Answer { json(value.map { "{\"a\":\($0)}" } ?? "{}") }
            let comparison = comparer.compare(
                exchange(served: leg(.legacy, body(left)), mirrored: leg(.candidate, body(right))))
            for own in comparison.selfComparisons.flatMap(\.differences) {
                let at = own.difference.generalisedLocation
                let known = findings.firstIndex { $0.at == at && $0.kind == own.difference.kind }
                if let known {
                    findings[known].spread.add(own.spread)
                } else {
                    findings.append(.init(at: at, kind: own.difference.kind, spread: own.spread))
                }
            }
        }
        return RuleProposer.proposals(for: findings)
    }

    static let cases: [Case] = [
        // Sameness in another notation.
        Case("caseInsensitive ", (#""Ab""#, #""aB""#), (#""x""#, #""X""#)),
        Case("trimmed ", (#""a ""#, #""a""#)),
        Case("emptyEqualsNull ", (#""""#, "null"), ("null", "[]")),
        Case("nullEqualsMissing ", (nil, "null"), ("null", nil)),
        Case("timestamp ", (#""2025-01-01T10:00:00Z""#, #""2025-01-01T11:00:00+01:00""#)),
        // Clocks.
        Case("tolerance 1s", (#""2025-01-01T10:00:00.100Z""#, #""2025-01-01T10:00:00.400Z""#)),
        Case("tolerance 5s", (#""2025-01-01T10:00:00Z""#, #""2025-01-01T10:00:02Z""#)),
        Case("tolerance 1", ("1760000000", "1760000000.25")),
        Case("tolerance 1000", ("1760000000000", "1760000000017")),
        Case("tolerance 5000", ("1760000000000", "1760000002017")),
        Case("tolerance 1000000", ("1760000000000000", "1760000000017000")),
        Case("tolerance 1000", (#""1760000000000""#, #""1760000000017""#)),
        // Quantities that are measured again.
        Case("tolerance 15%", ("100", "109"), ("50.5", "49")),
        Case("tolerance 0.1%", ("1000", "1000.4")),
        Case("tolerance 1%", ("-100", "-100.5")),
        // Numbers without a bound.
        Case("pattern ^[0-9]{1,3}$", ("1", "7"), ("0", "3")),
        Case("pattern ^[0-9]{1,5}$", ("1", "250")),
        Case("pattern ^-?[0-9]{1,3}$", ("-1", "7")),
        Case(#"pattern ^[0-9]{1,3}(\.[0-9]+)?$"#, ("1", "7.25")),
        Case("type ", ("1e3", "7e9")),
        // Identifiers.
        Case("pattern ^req-[0-9a-z]+$", (#""req-1a""#, #""req-z9""#)),
        Case(
            "pattern ^req-[0-9a-f]{2}$", (#""req-1a""#, #""req-f9""#), (#""req-0b""#, #""req-c1""#),
            (#""req-77""#, #""req-ee""#)),
        Case(#"pattern ^[A-Za-z\-_]+$"#, (#""aB-zQ""#, #""_zz-Y-""#), (#""A-b_Z""#, #""zQ_yA""#)),
        Case(#"pattern ^v1\.[0-9]+\([0-9]+\)$"#, (#""v1.20(3)""#, #""v1.7(44)""#)),
        // Words and objects.
        Case("type ", (#""Grüße""#, #""Hallo""#)),
        Case("type ", (#""a long, wordy text of some kind""#, #""another one!""#)),
        Case("type ", ("true", "false")),
        // More than the value.
        Case("ignore ", ("1", #""1""#)),
        Case("ignore ", ("1", nil)),
        Case("ignore ", ("1", "2"), ("1", nil)),
        Case("unordered ", ("[1,2,3]", "[3,1,2]")),
    ]

    @Test("are the narrowest that explain what was seen", arguments: cases)
    func narrowest(example: Case) {
        let found = proposals(example.pairs).map { "\($0.word) \($0.value ?? "")" }
        #expect(found == [example.expected])
    }

    @Test("a few words that come again and again are a choice among them; numbers never are, nor what is redacted")
    func words() {
        func proposed(_ pair: (String, String), _ count: Int) -> [String] {
            proposals([(String?, String?)](repeating: pair, count: count)).map { "\($0.word) \($0.value ?? "")" }
        }
        #expect(proposed((#""new (2)""#, #""Grün|rot""#), 20) == [#"pattern ^(Grün\|rot|new \(2\))$"#])
        #expect(proposed((#""new""#, #""done""#), 19) == ["pattern ^[a-z]+$"])
        #expect(proposed((#""1""#, #""7""#), 50) == ["pattern ^[0-9]{1,3}$"])
        #expect(proposed((#""‹redacted: string›""#, #""‹redacted: number›""#), 50) == ["type "])
        let many = (0..<30).map { (Optional("\"w\($0 % 6)a\""), Optional("\"w\(($0 + 1) % 6)a\"")) }
        #expect(proposals(many).map(\.value) == ["^[0-9a-z]{3}$"])
    }

    @Test("nothing is proposed where nothing differs, nor inside of what is ignored")
    func nothing() {
        #expect(proposals([("1", "1")]).isEmpty)
        let number = ValueSpread(types: [.number])
        let proposals = RuleProposer.proposals(for: [
            .init(at: Location(["body", "a"]), kind: .missing, spread: number),
            .init(at: Location(["body", "a", "b"]), kind: .changed, spread: number),
            .init(at: Location(["body", "ab"]), kind: .changed, spread: number),
        ])
        #expect(proposals.map { "\($0.word) \($0.at)" } == ["ignore /body/a", "type /body/ab"])
    }

    @Test("summaries add up to the same in any order")
    func anyOrder() {
        let pairs: [(String?, String?)] = [("1", "2"), ("30", "4"), ("5", "5.5"), ("9", "100")]
        let all = proposals(pairs)
        for shift in 1..<pairs.count {
            #expect(proposals(Array(pairs[shift...] + pairs[..<shift])) == all)
        }
    }
}
