import Traffic

/// Minutes by the clock, as a line of cron states them: minute, hour, day of the month, month, day of the week.
///
/// Fields, names, ranges and steps are those of crontab(5). As there, where both fields of days are restricted (do not begin
/// with `*`), a day that fits either fits.
public struct CronSchedule: Sendable, Hashable, CustomStringConvertible {
    /// As it was written, with single blanks.
    public let description: String

    private let minute: CronField
    private let hour: CronField
    private let day: CronField
    private let month: CronField
    private let weekday: CronField

    /// - Throws: ``SyntaxError`` where the text is no such line, or one that no day fits.
    public init(parsing text: String) throws(SyntaxError) {
        let fields = text.split(whereSeparator: \.isWhitespace)
        let kinds = CronField.Kind.allCases
        guard fields.count == kinds.count else {
            throw SyntaxError(
                "it has \(fields.count) field\(fields.count == 1 ? "" : "s") and not five: minute, hour, day of the month, "
                    + "month, day of the week", at: 1, suggestion: "such as '0 16 * * FRI'")
        }
        var read: [CronField] = []
        for (field, kind) in zip(fields, kinds) {
            let column = text.unicodeScalars.distance(from: text.startIndex, to: field.startIndex) + 1
            read.append(try CronField(parsing: field, as: kind, at: column))
        }
        (minute, hour, day, month, weekday) = (read[0], read[1], read[2], read[3], read[4])
        description = fields.joined(separator: " ")
        guard hasDay else {
            throw SyntaxError("'\(fields[2]) \(fields[3])' is no day of any year", at: 1)
        }
    }

    /// Whether some day of a leap year fits.
    private var hasDay: Bool {
        if weekday.isRestricted, day.isRestricted { return true }
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return zip(1...12, lengths).contains { month, length in
            self.month.contains(month) && day.largest(upTo: length) != nil
        }
    }

    /// Whether a minute that fits begins within a range of what clocks show.
    func fits(from start: Timestamp, through end: Timestamp) -> Bool {
        let last = Self.floor(end.milliseconds, 60_000)
        let first = -Self.floor(-start.milliseconds, 60_000)
        guard first <= last else { return false }
        let lastDay = Self.floor(last, 1_440)
        for day in stride(from: lastDay, through: Self.floor(first, 1_440), by: -1) where fits(day: day) {
            let bound = day == lastDay ? Int(last - lastDay * 1_440) : 1_439
            // The latest of the day that comes first is the latest of all.
            if let minute = latestMinute(upTo: bound) { return day * 1_440 + Int64(minute) >= first }
        }
        return false
    }

    /// The latest minute of a day that fits, up to a bound.
    private func latestMinute(upTo bound: Int) -> Int? {
        let (lastHour, lastMinute) = (bound / 60, bound % 60)
        if hour.contains(lastHour), let minute = minute.largest(upTo: lastMinute) { return lastHour * 60 + minute }
        guard lastHour > 0, let hour = hour.largest(upTo: lastHour - 1), let minute = minute.largest(upTo: 59) else {
            return nil
        }
        return hour * 60 + minute
    }

    /// - Parameter day: Days since 1970-01-01, a Thursday.
    private func fits(day: Int64) -> Bool {
        let date = TimestampText.date(days: day)
        guard month.contains(date.month) else { return false }
        let fitsDay = self.day.contains(date.day)
        let fitsWeekday = weekday.contains(Int(((day + 4) % 7 + 7) % 7))
        return self.day.isRestricted && weekday.isRestricted ? fitsDay || fitsWeekday : fitsDay && fitsWeekday
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }
}
