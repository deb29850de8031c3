import Rollouts
import Testing
import Traffic

@Suite("Stages and moments")
struct StagesTests {
    @Test(
        "a promotion leads to the next stage, also from a percentage between two",
        arguments: [(0, 1), (1, 10), (5, 10), (50, 100), (99.5, 100), (100, nil)] as [(Double, Double?)])
    func next(percentage: Double, expected: Double?) {
        #expect(Stages.standard.next(after: percentage) == expected)
    }

    @Test("there is nothing below the first stage")
    func previous() {
        #expect(Stages.standard.previous(before: 10) == 1)
        #expect(Stages.standard.previous(before: 0) == nil)
    }

    @Test(
        "stages ascend within 0 … 100",
        arguments: [
            ([0, 100], true), ([50], true), ([], false), ([10, 10], false), ([10, 5], false), ([0, 101], false),
            ([-1, 5], false), ([0, .nan, 100], false),
        ] as [([Double], Bool)])
    func valid(percentages: [Double], isValid: Bool) { #expect((Stages(percentages) != nil) == isValid) }

    @Test(
        "moments are read as RFC 3339 says, and dates by themselves",
        arguments: [
            ("1970-01-01", "1970-01-01T00:00:00.000Z"), ("2024-02-29", "2024-02-29T00:00:00.000Z"),
            ("2026-12-31T23:59:59Z", "2026-12-31T23:59:59.000Z"),
            ("2026-12-31t23:59:59.5z", "2026-12-31T23:59:59.500Z"),
            ("2026-12-31 23:59:59.123456+02:00", "2026-12-31T21:59:59.123Z"),
            ("1969-12-31T19:00:00-05:30", "1970-01-01T00:30:00.000Z"),
            ("1900-03-01", "1900-03-01T00:00:00.000Z"), ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"),
        ])
    func timestamps(text: String, expected: String) {
        #expect(TimestampText.parse(text)?.description == expected)
    }

    @Test(
        "what is no moment is refused",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-29", "1900-02-29", "2026-01-00", "2026-1-1", "2026-01-01T",
            "2026-01-01x",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+25:00", "2026-01-01T00:00:00Zz", "next week", "٢٠٢٦-01-01",
        ])
    func noTimestamp(text: String) { #expect(TimestampText.parse(text) == nil) }

    @Test("until a day includes the day")
    func untilDay() {
        #expect(TimestampText.parse("2026-12-31", date: .end)?.description == "2027-01-01T00:00:00.000Z")
    }
}
