import Rollouts
import Testing
import Traffic

@Suite("Time zones")
struct LocalZoneTests {
    @Test(
        "are known by their names in the IANA database",
        arguments: [
            ("UTC", true), ("Europe/Berlin", true), ("America/Argentina/Buenos_Aires", true), ("Etc/GMT+3", true),
            ("Berlin", false), ("europe/berlin", false), ("CET", false), ("GMT+2", false), ("+02:00", false),
            ("", false),
            ("/", false), ("../../etc/passwd", false), ("Europe/", false),
        ])
    func names(name: String, isKnown: Bool) {
        #expect((LocalZone(named: name) != nil) == isKnown)
        if isKnown { #expect(LocalZone(named: name)?.description == name) }
    }

    @Test(
        "that are misspelled, or called by a city, are suggested",
        arguments: [
            ("Europe/Berln", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("New York", "America/New_York"),
            ("europe/paris", "Europe/Paris"), ("utc", "UTC"), ("Middle-earth/Mordor", nil),
        ] as [(String, String?)])
    func suggestions(name: String, suggestion: String?) { #expect(LocalZone.suggestion(for: name) == suggestion) }

    @Test(
        "say when clocks show something, also what they skip and what they show twice",
        arguments: [
            ("Europe/Berlin", "2026-01-15 12:00", "2026-01-15T11:00:00.000Z"),
            ("Europe/Berlin", "2026-07-15 12:00", "2026-07-15T10:00:00.000Z"),
            ("Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z"),
            ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00.000Z"),
            ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00.000Z"),
            ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00.000Z"),
            ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00.000Z"),
            ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z"),
            ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00.000Z"),
            ("Asia/Kathmandu", "2026-02-28T23:59:59.5", "2026-02-28T18:14:59.500Z"),
            ("Europe/Berlin", "2026-12-20", "2026-12-19T23:00:00.000Z"),
            ("Europe/Berlin", "2026-12-20T18:00:00Z", "2026-12-20T18:00:00.000Z"),
            ("Europe/Berlin", "2026-12-20T18:00-05:00", "2026-12-20T23:00:00.000Z"),
            ("UTC", "2026-12-20 18:00", "2026-12-20T18:00:00.000Z"),
        ])
    func moments(zone: String, text: String, expected: String) throws {
        let zone = try #require(LocalZone(named: zone))
        #expect(TimestampText.parse(text, in: zone)?.description == expected)
    }

    @Test("until a day includes the day of the zone, whatever its length")
    func untilDay() throws {
        let zone = try #require(LocalZone(named: "Europe/Berlin"))
        #expect(TimestampText.parse("2026-03-29", in: zone, date: .end)?.description == "2026-03-29T22:00:00.000Z")
        #expect(TimestampText.parse("2026-10-25", in: zone, date: .end)?.description == "2026-10-25T23:00:00.000Z")
    }

    @Test("write moments as their clocks show them")
    func text() throws {
        let zone = try #require(LocalZone(named: "Europe/Berlin"))
        #expect(zone.text(of: try FreezeWindowTests.time("2026-07-15T10:00:00Z")) == "2026-07-15 12:00")
        #expect(zone.text(of: try FreezeWindowTests.time("2026-07-15T10:00:07Z")) == "2026-07-15 12:00:07")
    }

    @Test(
        "have no moments that there are not",
        arguments: ["2026-12-20 24:00", "2026-12-20 18", "18:00", "2026-12-20 18:00 CET"])
    func noMoment(text: String) { #expect(TimestampText.parse(text, in: .utc) == nil) }
}
