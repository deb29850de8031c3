import Rollouts
import Testing
import Traffic

@Suite("Freezes")
struct FreezeWindowTests {
    static func time(_ text: String) throws -> Timestamp { try #require(TimestampText.parse(text)) }
    static func zone(_ name: String) throws -> LocalZone { try #require(LocalZone(named: name)) }

    private func weekly(_ from: String, _ until: String, _ zone: String) throws -> FreezeWindow {
        .weekly(
            from: try #require(WeekMoment(parsing: from)), until: try #require(WeekMoment(parsing: until)),
            zone: try Self.zone(zone))
    }

    @Test(
        "every week reach over the end of the week",
        arguments: [
            ("2026-03-06T15:59:59Z", false), ("2026-03-06T16:00:00Z", true), ("2026-03-08T12:00:00Z", true),
            ("2026-03-09T07:59:59Z", true), ("2026-03-09T08:00:00Z", false), ("1969-12-28T12:00:00Z", true),
        ])
    func overWeekEnd(time: String, isFrozen: Bool) throws {
        #expect(try weekly("Friday 16:00", "Mon 08:00", "UTC").contains(Self.time(time)) == isFrozen)
    }

    @Test(
        "every week go by the clocks of their zone, in winter and in summer",
        arguments: [
            ("Europe/Berlin", "2026-01-09T14:59:59Z", false), ("Europe/Berlin", "2026-01-09T15:00:00Z", true),
            ("Europe/Berlin", "2026-01-12T06:59:59Z", true), ("Europe/Berlin", "2026-01-12T07:00:00Z", false),
            ("Europe/Berlin", "2026-07-10T13:59:59Z", false), ("Europe/Berlin", "2026-07-10T14:00:00Z", true),
            ("Europe/Berlin", "2026-07-13T05:59:59Z", true), ("Europe/Berlin", "2026-07-13T06:00:00Z", false),
            // The weekends on which clocks are set: one hour shorter, one longer.
            ("Europe/Berlin", "2026-03-27T15:00:00Z", true), ("Europe/Berlin", "2026-03-30T05:59:59Z", true),
            ("Europe/Berlin", "2026-03-30T06:00:00Z", false), ("Europe/Berlin", "2026-10-23T13:59:59Z", false),
            ("Europe/Berlin", "2026-10-23T14:00:00Z", true), ("Europe/Berlin", "2026-10-26T06:59:59Z", true),
            ("Europe/Berlin", "2026-10-26T07:00:00Z", false),
            ("America/New_York", "2026-03-06T20:59:59Z", false), ("America/New_York", "2026-03-06T21:00:00Z", true),
            ("America/New_York", "2026-03-09T11:59:59Z", true), ("America/New_York", "2026-03-09T12:00:00Z", false),
            ("Asia/Kolkata", "2026-03-06T10:29:59Z", false), ("Asia/Kolkata", "2026-03-06T10:30:00Z", true),
            ("Pacific/Auckland", "2026-01-09T03:00:00Z", true), ("Pacific/Auckland", "2026-01-09T02:59:59Z", false),
        ])
    func weekly(zone: String, time: String, isFrozen: Bool) throws {
        #expect(try weekly("Friday 16:00", "Monday 08:00", zone).contains(Self.time(time)) == isFrozen)
    }

    @Test("once, include their start and not their end")
    func once() throws {
        let (from, until) = (try Self.time("2026-12-20"), try Self.time("2027-01-03"))
        let window = FreezeWindow.once(from: from, until: until)
        #expect(window.contains(from) && !window.contains(until))
        #expect(!window.contains(from.advanced(byMilliseconds: -1)))
        #expect(window.contains(until.advanced(byMilliseconds: -1)))
    }

    @Test(
        "by cron are open from each start for their duration",
        arguments: [
            // Every Friday at 16:00 for 64 hours: until Monday 08:00, save when clocks are set.
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-01-09T14:59:59.999Z", false),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-01-09T15:00:00Z", true),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-01-12T06:59:59.999Z", true),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-01-12T07:00:00Z", false),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-07-10T14:00:00Z", true),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-07-10T13:59:59Z", false),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-03-30T06:59:59Z", true),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-03-30T07:00:00Z", false),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-10-26T05:59:59Z", true),
            ("0 16 * * FRI", 64, "Europe/Berlin", "2026-10-26T06:00:00Z", false),
            // A start that clocks are set forward over is the moment at which they are.
            ("30 2 * * *", 1, "Europe/Berlin", "2026-03-29T00:59:59.999Z", false),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-03-29T01:00:00Z", true),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-03-29T01:59:59.999Z", true),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-03-29T02:00:00Z", false),
            ("0 3 * * *", 1, "Europe/Berlin", "2026-03-29T01:00:00Z", true),
            ("59 1 * * *", 1, "Europe/Berlin", "2026-03-29T01:58:59Z", true),
            ("59 1 * * *", 1, "Europe/Berlin", "2026-03-29T01:59:00Z", false),
            // A start that clocks show twice is two.
            ("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T00:29:59Z", false),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T00:30:00Z", true),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T01:29:59Z", true),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T01:30:00Z", true),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T02:29:59Z", true),
            ("30 2 * * *", 1, "Europe/Berlin", "2026-10-25T02:30:00Z", false),
            // Half an hour of daylight saving, and a day that was left out.
            ("45 1 * * *", 1, "Australia/Lord_Howe", "2026-04-04T14:45:00Z", true),
            ("45 1 * * *", 1, "Australia/Lord_Howe", "2026-04-04T16:14:59Z", true),
            ("45 1 * * *", 1, "Australia/Lord_Howe", "2026-04-04T16:15:00Z", false),
            ("0 12 30 12 *", 2, "Pacific/Apia", "2011-12-30T09:59:59Z", false),
            ("0 12 30 12 *", 2, "Pacific/Apia", "2011-12-30T10:00:00Z", true),
            ("0 12 30 12 *", 2, "Pacific/Apia", "2011-12-30T12:00:00Z", false),
            // Ends of months.
            ("0 0 31 * *", 24, "UTC", "2026-03-31T23:59:59Z", true),
            ("0 0 31 * *", 24, "UTC", "2026-04-01T00:00:00Z", false),
            ("0 0 31 * *", 24, "UTC", "2026-04-30T12:00:00Z", false),
            ("0 0 28-31 2 *", 24, "UTC", "2026-02-28T12:00:00Z", true),
            ("0 0 28-31 2 *", 24, "UTC", "2026-03-01T12:00:00Z", false),
            ("0 0 29 2 *", 24, "UTC", "2028-02-29T23:59:59Z", true),
            ("0 0 29 2 *", 24, "UTC", "2100-03-01T00:00:00Z", false),
            ("0 22 31 12 *", 4, "America/New_York", "2027-01-01T06:59:59Z", true),
            ("0 22 31 12 *", 4, "America/New_York", "2027-01-01T07:00:00Z", false),
            // The longest that there is, and beyond.
            ("0 0 1 * *", 31 * 24, "UTC", "2026-01-31T23:59:59Z", true),
            ("0 0 1 1 *", 31 * 24, "UTC", "2026-01-31T23:59:59Z", true),
            ("0 0 1 1 *", 31 * 24, "UTC", "2026-02-01T00:00:00Z", false),
            ("0 0 1 1 *", 400 * 24, "UTC", "2026-02-01T00:00:00Z", false),
            ("0 0 1 1 *", 24, "UTC", "1969-01-01T12:00:00Z", true),
        ])
    func cron(line: String, hours: Int, zone: String, time: String, isFrozen: Bool) throws {
        let window = FreezeWindow.cron(
            try CronSchedule(parsing: line), duration: .seconds(hours * 3_600), zone: try Self.zone(zone))
        #expect(window.contains(try Self.time(time)) == isFrozen)
    }

    /// The search goes by spans; this goes by minutes.
    @Test("by cron are what looking at every minute says, also while clocks are set", arguments: 1...6)
    func everyMinute(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        // Where and when clocks are set.
        let changes = [
            ("Europe/Berlin", "2026-03-29T01:00:00Z"), ("Europe/Berlin", "2026-10-25T01:00:00Z"),
            ("America/New_York", "2026-03-08T07:00:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"), ("Asia/Kathmandu", "2026-03-29T01:00:00Z"),
        ]
        for _ in 0..<50 {
            let (name, change) = changes.randomElement(using: &generator) ?? ("UTC", "1970-01-01")
            let zone = try Self.zone(name)
            let (minute, hour) = (Int.random(in: 0...59, using: &generator), Int.random(in: 0...4, using: &generator))
            let schedule = try CronSchedule(parsing: "\(minute) \(hour) * * *")
            let minutes = Int64.random(in: 1...240, using: &generator)
            let window = FreezeWindow.cron(schedule, duration: .seconds(minutes * 60), zone: zone)
            let time = try Self.time(change)
                .advanced(byMilliseconds: .random(in: -10_000_000...20_000_000, using: &generator))
            let now = time.milliseconds / 60_000
            let isOpen = (now - minutes...now).contains { minutesSinceEpoch in
                let start = Timestamp(milliseconds: minutesSinceEpoch * 60_000)
                guard start.milliseconds > time.milliseconds - minutes * 60_000 else { return false }
                let face = zone.face(at: start).milliseconds / 60_000 % 1_440
                let before = zone.face(at: start.advanced(byMilliseconds: -60_000)).milliseconds / 60_000 % 1_440
                let wanted = Int64(hour * 60 + minute)
                return face == wanted || (before + 1 < face && (before + 1..<face).contains(wanted))
            }
            #expect(window.contains(time) == isOpen, "\(schedule) \(minutes) min \(zone) \(time)")
        }
    }
}
