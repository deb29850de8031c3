public import Traffic

/// A minute of the week.
public struct WeekMoment: Sendable, Hashable, Comparable, CustomStringConvertible {
    private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let minutesInDay = 1_440

    /// Minutes since Monday, 00:00.
    public let minutes: Int

    /// The moment of the week that a time falls into.
    public init(of time: Timestamp) {
        let minutesInWeek: Int64 = 7 * 1_440
        // 1970-01-01 was a Thursday.
        let sinceMonday = (time.milliseconds / 60_000 - (time.milliseconds % 60_000 < 0 ? 1 : 0)) + 3 * 1_440
        minutes = Int((sinceMonday % minutesInWeek + minutesInWeek) % minutesInWeek)
    }

    /// Reads `Friday 16:00` or `Fri 16:00`; `nil` where a text is none.
    public init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: " ")
        guard parts.count == 2 else { return nil }
        let name = parts[0].lowercased()
        let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard name.count >= 3, let day = Self.days.firstIndex(where: { $0.lowercased().hasPrefix(name) }),
            clock.count == 2, clock.allSatisfy({ $0.utf8.count == 2 && DecimalText.parse($0) != nil }),
            let hour = Int(clock[0]), let minute = Int(clock[1]), hour < 24, minute < 60
        else { return nil }
        minutes = day * Self.minutesInDay + hour * 60 + minute
    }

    public static func < (left: WeekMoment, right: WeekMoment) -> Bool { left.minutes < right.minutes }

    public var description: String {
        let (hour, minute) = (minutes % Self.minutesInDay / 60, minutes % 60)
        return
            "\(Self.days[minutes / Self.minutesInDay]) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
