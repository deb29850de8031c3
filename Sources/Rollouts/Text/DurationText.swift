/// Durations in text: `30s`, `5m`, `1h30m`, `500ms`, `14d`, or in words as `5 minutes`.
public enum DurationText {
    private struct Unit {
        let names: [String]
        let milliseconds: Double
    }

    /// From the largest, the order in which they may follow each other.
    private static let units = [
        Unit(names: ["w", "week", "weeks"], milliseconds: 604_800_000),
        Unit(names: ["d", "day", "days"], milliseconds: 86_400_000),
        Unit(names: ["h", "hour", "hours"], milliseconds: 3_600_000),
        Unit(names: ["m", "min", "minute", "minutes"], milliseconds: 60_000),
        Unit(names: ["s", "sec", "second", "seconds"], milliseconds: 1_000),
        Unit(names: ["ms", "millisecond", "milliseconds"], milliseconds: 1),
    ]

    /// Every name of a unit.
    static let unitNames = units.flatMap(\.names)

    /// A hundred years, so that no arithmetic on a duration can overflow.
    private static let longest = 100 * 365.25 * 86_400_000

    /// The duration that a text states, to the microsecond; `nil` where it is none.
    public static func parse(_ text: some StringProtocol) -> Duration? {
        var rest = Substring(text)
        var milliseconds = 0.0
        var nextUnit = 0
        var parts = 0
        while !rest.isEmpty {
            let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            rest = rest.dropFirst(number.count).drop { $0 == " " }
            let name = rest.prefix { ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
            rest = rest.dropFirst(name.count)
            guard let value = DecimalText.parse(number),
                let unit = units[nextUnit...].firstIndex(where: { $0.names.contains(String(name)) })
            else { return nil }
            milliseconds += value * units[unit].milliseconds
            nextUnit = unit + 1
            parts += 1
            let separator = rest.prefix { $0 == " " }
            rest = rest.dropFirst(separator.count)
            if rest.isEmpty, !separator.isEmpty { return nil }
        }
        guard parts > 0, milliseconds <= longest else { return nil }
        return .microseconds(Int64((milliseconds * 1_000).rounded()))
    }

    /// A duration as it would be written, such as `1h30m`; never longer than three parts.
    public static func describe(_ duration: Duration) -> String {
        var rest = duration.wholeMilliseconds
        guard rest > 0 else { return "0s" }
        var parts: [String] = []
        for unit in units.dropFirst() where parts.count < 3 {
            let size = Int64(unit.milliseconds)
            guard rest >= size else { continue }
            parts.append("\(rest / size)\(unit.names[0])")
            rest %= size
        }
        return parts.joined()
    }
}

extension Duration {
    /// The duration in milliseconds, fractions cut off.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
