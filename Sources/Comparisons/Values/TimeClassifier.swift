import JSONText
import Traffic

/// Says what two moments that differ have to do with each other.
enum TimeClassifier {
    /// Seconds since 1970 that are taken for a moment: from 1973 to 2099.
    private static let seconds: ClosedRange<Int64> = 100_000_000...4_102_444_800
    /// Numbers further apart are rather no moments at all: a year, in seconds.
    private static let widestShift: Int64 = 366 * 86_400

    /// A moment in text; of most texts it is known from their length and first character that they are none.
    static func instant(_ text: String) -> Instant? {
        guard (16...40).contains(text.utf8.count), let first = text.utf8.first else { return nil }
        let isLikely = first &- UInt8(ascii: "0") < 10 || "MTWFS".utf8.contains(first)
        return isLikely ? Instant(text) : nil
    }

    /// Two texts; none where one of them is no moment.
    static func classes(_ legacy: String, _ candidate: String) -> [ValueClass] {
        if let days = dayShift(legacy, candidate) { return days }
        guard let left = instant(legacy), let right = instant(candidate) else { return [] }
        if left == right { return [ValueClass(.timeNotation)] }
        guard left.hasZone == right.hasZone else {
            let isSameClock = left.seconds == right.seconds && left.fraction == right.fraction
            return isSameClock ? [ValueClass(.timeZone, left.hasZone ? .candidate : .legacy)] : []
        }
        let leftDigits = fractionDigits(legacy)
        let rightDigits = fractionDigits(candidate)
        let digits = min(leftDigits, rightDigits)
        if leftDigits != rightDigits, digits < 9,
            left.isWithin(nanoseconds: unit(ofDigits: digits) - 1, of: right)
        {
            let side: Side = leftDigits < rightDigits ? .legacy : .candidate
            return [ValueClass(.timePrecision, side, amount: Int64(digits))]
        }
        return [ValueClass(.timeShift, amount: right.wholeMilliseconds(since: left))]
    }

    /// Two days, without a time; `nil` where they are not that.
    private static func dayShift(_ legacy: String, _ candidate: String) -> [ValueClass]? {
        guard legacy.utf8.count == 10, candidate.utf8.count == 10, let left = Instant(legacy + "T00:00:00Z"),
            let right = Instant(candidate + "T00:00:00Z")
        else { return nil }
        return [ValueClass(.timeShift, amount: right.wholeMilliseconds(since: left))]
    }

    /// Two whole numbers that can be seconds or milliseconds since 1970.
    static func epochClasses(_ legacy: String, _ candidate: String) -> [ValueClass] {
        guard let left = Int64(legacy), let right = Int64(candidate) else { return [] }
        switch (unit(of: left), unit(of: right)) {
        case (1, 1): return shift(right - left, perSecond: 1)
        case (1_000, 1_000): return shift(right - left, perSecond: 1_000)
        case (1, 1_000) where abs(left * 1_000 - right) < 1_000: return [ValueClass(.epochUnit, .legacy)]
        case (1_000, 1) where abs(right * 1_000 - left) < 1_000: return [ValueClass(.epochUnit, .candidate)]
        default: return []
        }
    }

    private static func shift(_ difference: Int64, perSecond: Int64) -> [ValueClass] {
        guard abs(difference) <= widestShift * perSecond else { return [] }
        return [ValueClass(.timeShift, amount: difference * (1_000 / perSecond))]
    }

    /// Units in a second; 0 where the number is no likely moment.
    private static func unit(of number: Int64) -> Int64 {
        if seconds.contains(number) { return 1 }
        return seconds.contains(number / 1_000) ? 1_000 : 0
    }

    /// The digits of the second's fraction, as written.
    private static func fractionDigits(_ text: String) -> Int {
        guard let point = text.utf8.firstIndex(where: { $0 == UInt8(ascii: ".") }) else { return 0 }
        return text.utf8[point...].dropFirst().prefix { $0 &- UInt8(ascii: "0") < 10 }.count
    }

    /// In nanoseconds.
    private static func unit(ofDigits digits: Int) -> Int64 {
        (digits..<9).reduce(Int64(1)) { unit, _ in unit * 10 }
    }
}
