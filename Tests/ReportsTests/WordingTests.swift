import Testing
import Traffic

@testable import Reports

@Suite("Numbers, words and texts of a report")
struct WordingTests {
    @Test(
        "a rate is never rounded to all or nothing",
        arguments: [
            (0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.0292, "2.92 %"), (0.00001, "<0.01 %"), (0.999999, ">99.99 %"),
            (0.9999, "99.99 %"), (0.96898, "96.9 %"), (.nan, "–"),
        ] as [(Double, String)])
    func percent(rate: Double, text: String) { #expect(Figures.percent(rate) == text) }

    @Test(
        "counts have separators",
        arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000")])
    func count(number: Int, text: String) { #expect(Figures.count(number) == text) }

    @Test(
        "milliseconds have as many decimals as matter",
        arguments: [
            (0.123, "0.12"), (9.876, "9.88"), (12.34, "12.3"), (123.4, "123"), (1_204, "1,204"), (nil, "–"),
            (.infinity, "–"),
        ] as [(Double?, String)])
    func milliseconds(value: Double?, text: String) { #expect(Figures.milliseconds(value) == text) }

    @Test(
        "a change says which way it goes",
        arguments: [
            (10, 12, "+20 %"), (10, 9, "-10 %"), (10, 10, "0 %"), (10, 100, "×10"), (0, 5, nil), (nil, 5, nil),
        ] as [(Double?, Double?, String?)])
    func change(legacy: Double?, candidate: Double?, text: String?) {
        #expect(Figures.change(from: legacy, to: candidate) == text)
    }

    @Test(
        "how long ago",
        arguments: [
            (0, "just now"), (-10, "just now"), (60, "60 s ago"), (600, "10 min ago"), (7_200, "2 h ago"),
            (259_200, "3 days ago"),
        ] as [(Int64, String)])
    func age(seconds: Int64, text: String) {
        let now = ReportDocument.now
        #expect(Figures.age(of: now.advanced(byMilliseconds: -seconds * 1_000), at: now) == text)
    }

    @Test(
        "columns of text",
        arguments: [
            ("abc", 3), ("漢字", 4), ("😀", 2), ("e\u{301}", 1), ("🇩🇪", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("…", 1), ("한글", 4),
            ("ｆ", 2), ("a\u{200B}b", 2),
        ])
    func displayWidth(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test("shortening keeps both ends and fits", arguments: 1...20)
    func shortened(width: Int) {
        let text = "/body/漢字/customers/😀/email"
        let short = DisplayWidth.shortened(text, to: width)
        #expect(DisplayWidth.of(short) <= width)
        #expect(short.contains("…"))
    }

    @Test("wrapping loses nothing and fits", arguments: [2, 7, 20, 200])
    func wrapped(width: Int) {
        let text = "a dead candidate is 漢字漢字漢字 incomprehensibilities"
        let lines = DisplayWidth.wrapped(text, to: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }

    @Test("every reason that is known is explained, and another one is not hidden")
    func reasons() {
        let known: [IncomparableReason] = [
            .timeout, .legacyTimeout, .candidateUnreachable, .legacyUnreachable, .candidateMalformed,
            .legacyMalformed, .circuitOpen, .dropped, .tooLarge, .writeNotMirrored, .overtaken, .clientGone, .drift,
            .comparerFault,
        ]
        let unknown = Wording.explanation(ofReason: "ofTheFuture")
        #expect(known.allSatisfy { Wording.explanation(ofReason: $0.rawValue) != unknown })
        #expect(Set(known.map { Wording.explanation(ofReason: $0.rawValue) }).count == known.count)
    }

    @Test(
        "fallbacks are said with what they cost, apart from those that cost nothing",
        arguments: [
            (1, 0, nil, "1 fallback to legacy"),
            (
                18, 0, .init(p50: 12.04, p95: 40, p99: 1_000),
                "18 fallbacks to legacy, which cost 12 ms at p50 and 40 ms at p95"
            ),
            (
                33, 15, .init(p50: 12, p95: 40, p99: 41),
                "18 fallbacks to legacy, which cost 12 ms at p50 and 40 ms at p95; 15 more were spared by the circuit "
                    + "breaker"
            ),
            (2, 1, nil, "1 fallback to legacy; 1 more was spared by the circuit breaker"),
            (15, 15, nil, "15 fallbacks to legacy at once, since the circuit breaker was open"),
        ] as [(Int, Int, RouteRecord.Quantiles?, String)])
    func fallbacks(count: Int, skipped: Int, cost: RouteRecord.Quantiles?, expected: String) {
        let route = RouteRecord(
            name: "r", incomparable: ["circuitOpen": skipped], fallbacks: count, latency: .init(fallback: cost))
        #expect(RouteNotes.of(route, withNotMirrored: true) == [expected])
    }

    @Test(
        "the changed part is what is between a common start and end",
        arguments: [
            ("\"2025-01-01\"", "\"2025-01-02\"", "1", "2"), ("[1,2,3]", "[1,2,2,3]", "", "2,"),
            ("\"aaaa\"", "\"aaaaa\"", "", "a"),
        ])
    func changedPart(legacy: String, candidate: String, left: String, right: String) throws {
        let part = try #require(
            ChangedPart(legacy: JSONFragment(validJSON: legacy), candidate: JSONFragment(validJSON: candidate)))
        #expect(part.legacy == left)
        #expect(part.candidate == right)
        #expect(part.start + part.legacy + part.end == legacy)
        #expect(part.start + part.candidate + part.end == candidate)
    }

    @Test("values with little in common are not marked", arguments: [("1", "2"), ("\"a\"", "\"b\""), ("{}", "null")])
    func nothingInCommon(legacy: String, candidate: String) {
        #expect(
            ChangedPart(legacy: JSONFragment(validJSON: legacy), candidate: JSONFragment(validJSON: candidate)) == nil)
    }
}
