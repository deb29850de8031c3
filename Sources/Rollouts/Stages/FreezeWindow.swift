public import Traffic

/// A time in which nothing is promoted: once, every week, or from each start that a line of cron states.
///
/// Weekly and cron windows go by the clocks of their zone, whatever daylight saving does to them.
public enum FreezeWindow: Sendable, Hashable {
    /// From a moment until, but without, another; the zone is the one in which people stated them.
    case once(from: Timestamp, until: Timestamp, zone: LocalZone = .utc)
    /// From a moment of each week until, but without, another; it may reach into the next week.
    case weekly(from: WeekMoment, until: WeekMoment, zone: LocalZone = .utc)
    /// From each start for a while, which does not depend on daylight saving. A start that the clocks are set forward over is
    /// the moment at which they are; one that they show twice is two.
    case cron(CronSchedule, duration: Duration, zone: LocalZone = .utc)

    /// The longest time that a cron window takes.
    public static let longestDuration = Duration.seconds(31 * 86_400)

    /// Whether a moment lies in the window.
    public func contains(_ time: Timestamp) -> Bool {
        switch self {
        case .once(let from, let until, _): return from <= time && time < until
        case .weekly(let from, let until, let zone):
            let moment = WeekMoment(of: zone.face(at: time))
            return from <= until ? from <= moment && moment < until : from <= moment || moment < until
        case .cron(let schedule, let duration, let zone):
            let length = min(duration, Self.longestDuration).wholeMilliseconds
            return Self.starts(schedule, in: zone, after: time.advanced(byMilliseconds: -length), through: time)
        }
    }

    /// Whether a schedule has a start after a moment and not after another.
    ///
    /// Between two changes of the clocks they go like those of UTC, so that each such span is searched in one piece, from
    /// the last to the first; and so is what the clocks leave out when they are set forward.
    private static func starts(
        _ schedule: CronSchedule,
        in zone: LocalZone,
        after bound: Timestamp,
        through last: Timestamp
    ) -> Bool {
        var end = last
        while end > bound {
            let offset = zone.offset(at: end)
            let change = zone.startOfOffset(at: end, notBefore: bound)
            let start = max(change, bound.advanced(byMilliseconds: 1))
            if schedule.fits(
                from: start.advanced(byMilliseconds: offset), through: end.advanced(byMilliseconds: offset))
            {
                return true
            }
            guard change > bound else { return false }
            end = change.advanced(byMilliseconds: -1)
            let left = change.advanced(byMilliseconds: zone.offset(at: end))
            if schedule.fits(from: left, through: change.advanced(byMilliseconds: offset - 1)) { return true }
        }
        return false
    }
}
