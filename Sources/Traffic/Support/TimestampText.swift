/// Moments in text: an RFC 3339 time, or a date alone, in UTC.
public enum TimestampText {
    /// How a date without a time is meant.
    public enum DateMeaning: Sendable {
        /// Its first moment.
        case start
        /// The first moment after it, so that "until" a day includes the day.
        case end
    }

    /// The moment that a text states; `nil` where it is none, or no such date or time exists.
    public static func parse(_ text: some StringProtocol, date meaning: DateMeaning = .start) -> Timestamp? {
        var reader = DigitReader(text)
        guard let date = reader.date() else { return nil }
        let day = date * 86_400_000
        if reader.isAtEnd { return Timestamp(milliseconds: meaning == .start ? day : day + 86_400_000) }
        guard reader.take(anyOf: "Tt "), let time = reader.time(), let offset = reader.offset(), reader.isAtEnd else {
            return nil
        }
        return Timestamp(milliseconds: day + time - offset)
    }

    /// The date of the proleptic Gregorian calendar so many days after 1970-01-01 (the same, `civil_from_days`).
    package static func date(days: Int64) -> (year: Int64, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), Int(month), Int(day))
    }

    /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `days_from_civil`); `nil` where there is no such date.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[Int(month) - 1]).contains(day) else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

/// Takes fixed runs of digits off the front of a text.
package struct DigitReader {
    private var rest: ArraySlice<UInt8>

    package init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

    package var isAtEnd: Bool { rest.isEmpty }

    package mutating func date() -> Int64? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2) else { return nil }
        return TimestampText.days(year: year, month: month, day: day)
    }

    /// Milliseconds since midnight. A leap second counts as the second before it.
    package mutating func time(needsSeconds: Bool = true) -> Int64? {
        guard let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
        guard needsSeconds || rest.first == UInt8(ascii: ":") else { return (hour * 60 + minute) * 60_000 }
        guard take(":"), let second = number(2), second <= 60 else { return nil }
        var milliseconds: Int64 = 0
        if take(".") {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            for place in 0..<3 {
                let digit = place < digits.count ? digits[digits.startIndex + place] - UInt8(ascii: "0") : 0
                milliseconds = milliseconds * 10 + Int64(digit)
            }
        }
        return ((hour * 60 + minute) * 60 + min(second, 59)) * 1_000 + milliseconds
    }

    /// Milliseconds east of UTC.
    package mutating func offset() -> Int64? {
        if take(anyOf: "Zz") { return 0 }
        let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
        guard take(anyOf: "+-"), let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else {
            return nil
        }
        return sign * (hour * 60 + minute) * 60_000
    }

    package mutating func number(_ count: Int) -> Int64? {
        guard rest.count >= count else { return nil }
        var value: Int64 = 0
        for byte in rest.prefix(count) {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        rest = rest.dropFirst(count)
        return value
    }

    package mutating func take(_ character: Character) -> Bool { take(anyOf: String(character)) }

    package mutating func take(anyOf characters: String) -> Bool {
        guard let first = rest.first, characters.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
