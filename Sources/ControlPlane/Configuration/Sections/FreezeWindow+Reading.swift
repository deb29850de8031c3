import Rollouts
import Traffic

extension ConfigurationField {
    /// A time in which nothing is promoted: from and until, or a line of cron and how long it takes from there.
    func freezeWindow() -> FreezeWindow? {
        mapping { reader in
            let zoneField = reader.field("timeZone")
            let zone = zoneField.flatMap { $0.timeZone() } ?? .utc
            guard let cron = reader.field("cron") else {
                if let duration = reader.field("duration") {
                    duration.fail("only a freeze with 'cron' has a duration", suggestion: "write 'until'")
                }
                return span(reader, in: zone)
            }
            for key in ["from", "until"] {
                reader.field(key)?.fail("a freeze with 'cron' takes its duration", suggestion: "leave '\(key)' out")
            }
            let schedule = cron.cronSchedule()
            let duration = reader.require("duration") { $0.duration(.seconds(60)...FreezeWindow.longestDuration) }
            guard let schedule, let duration else { return nil }
            return .cron(schedule, duration: duration, zone: zone)
        }
    }

    private func span(_ reader: ConfigurationReader, in zone: LocalZone) -> FreezeWindow? {
        let from = reader.require("from") { $0.freezeEnd(in: zone, date: .start) }
        let until = reader.require("until") { $0.freezeEnd(in: zone, date: .end) }
        switch (from, until) {
        case (.once(let from), .once(let until)) where from < until:
            return .once(from: from, until: until, zone: zone)
        case (.weekly(let from), .weekly(let until)) where from != until:
            return .weekly(from: from, until: until, zone: zone)
        case (nil, _), (_, nil): return nil
        case (.once, .once), (.weekly, .weekly): reader.fail("it ends before it begins")
        default: reader.fail("'from' and 'until' are both moments, or both days of the week")
        }
        return nil
    }

    private func freezeEnd(in zone: LocalZone, date: TimestampText.DateMeaning) -> FreezeEnd? {
        let what = "a date, a time, or a moment of the week such as Friday 16:00"
        guard let text = text(what) else { return nil }
        if let moment = WeekMoment(parsing: text) { return .weekly(moment) }
        return TimestampText.parse(text, in: zone, date: date).map(FreezeEnd.once) ?? expected(what)
    }

    private func timeZone() -> LocalZone? {
        let what = "a time zone such as Europe/Berlin, or UTC"
        guard let text = text(what) else { return nil }
        return LocalZone(named: text)
            ?? expected(what, suggestion: LocalZone.suggestion(for: text).map { "did you mean '\($0)'?" })
    }

    private func cronSchedule() -> CronSchedule? {
        guard let text = text("a line of cron such as '0 16 * * FRI'") else { return nil }
        do {
            return try CronSchedule(parsing: text)
        } catch {
            return fail(error)
        }
    }
}

/// One end of a freeze.
private enum FreezeEnd {
    case once(Timestamp)
    case weekly(WeekMoment)
}
