/// A moment read from text or from a number, with its exact fraction of a second.
///
/// Times without a zone are local to nobody knows where: they compare with each other only.
struct Instant: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00, in UTC where a zone was given.
    var seconds: Int64
    /// The digits after the decimal point, no zero at the end.
    var fraction: [UInt8]
    var hasZone: Bool

    /// Reads RFC 3339 and its near relations: `T` or a blank in the middle, seconds left out, zone `Z`, `+00:00`, `+0000`,
    /// `+00` or none; and an HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`).
    init?(_ text: String) {
        var reader = Reader(Array(text.utf8))
        guard let value = reader.internetTime() ?? reader.httpDate(), reader.isAtEnd else { return nil }
        self = value
    }

    private init(
        year: Int64, month: Int64, day: Int64, secondOfDay: Int64, fraction: [UInt8] = [], offset: Int64? = nil
    ) {
        // Days from civil (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        seconds = days * 86_400 + secondOfDay - (offset ?? 0)
        self.fraction = Array(fraction.reversed().drop { $0 == UInt8(ascii: "0") }.reversed())
        hasZone = offset != nil
    }

    private init(milliseconds: Int64) {
        let remainder = ((milliseconds % 1_000) + 1_000) % 1_000
        let digits = String(remainder + 1_000).utf8.dropFirst()
        seconds = (milliseconds - remainder) / 1_000
        fraction = Array(digits.reversed().drop { $0 == UInt8(ascii: "0") }.reversed())
        hasZone = true
    }

    /// The moments that a JSON number can stand for: seconds since 1970, or milliseconds.
    static func readings(ofNumber text: String) -> [Instant] {
        guard let value = Int64(text), value.magnitude < 1 << 53 else { return [] }
        return [Instant(milliseconds: value * 1_000), Instant(milliseconds: value)]
    }

    /// Whether two moments lie at most so far apart; digits beyond the nanosecond are left out.
    func isWithin(nanoseconds: Int64, of other: Instant) -> Bool {
        guard hasZone == other.hasZone else { return false }
        let (whole, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return false }
        let (distance, distanceOverflow) = whole.addingReportingOverflow(self.nanoseconds - other.nanoseconds)
        return !distanceOverflow && distance.magnitude <= nanoseconds.magnitude
    }

    /// How much later than another moment this one is; `nil` where that is no whole number of milliseconds, or too many.
    func wholeMilliseconds(since other: Instant) -> Int64? {
        let fraction = nanoseconds - other.nanoseconds
        guard fraction % 1_000_000 == 0 else { return nil }
        let (whole, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000)
        return overflow ? nil : whole + fraction / 1_000_000
    }

    private var nanoseconds: Int64 {
        let digits = fraction.prefix(9)
        let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return (digits.count..<9).reduce(value) { result, _ in result * 10 }
    }

    /// Reads fields from the front; an attempt that fails starts over.
    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }

        mutating func internetTime() -> Instant? {
            index = 0
            guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
                isDate(year, month, day), take("T") || take("t") || take(" "), let hour = number(2), take(":"),
                let minute = number(2), hour < 24, minute < 60
            else { return nil }
            var second: Int64 = 0
            var fraction: [UInt8] = []
            if take(":") {
                guard let value = number(2), value <= 60 else { return nil }
                second = value
                if take(".") || take(",") {
                    while index < bytes.count, Self.isDigit(bytes[index]) {
                        fraction.append(bytes[index])
                        index += 1
                    }
                    guard !fraction.isEmpty else { return nil }
                }
            }
            guard let offset = zone() else { return nil }
            return Instant(
                year: year, month: month, day: day, secondOfDay: hour * 3_600 + minute * 60 + second,
                fraction: fraction, offset: offset.seconds)
        }

        /// The zone in seconds east of UTC; without a value at the end of the text.
        private mutating func zone() -> (seconds: Int64?, Void)? {
            if isAtEnd { return (nil, ()) }
            if take("Z") || take("z") { return (0, ()) }
            let isEast = take("+")
            guard isEast || take("-"), let hours = number(2), hours < 24 else { return nil }
            var minutes: Int64 = 0
            if !isAtEnd {
                _ = take(":")
                guard let value = number(2), value < 60 else { return nil }
                minutes = value
            }
            let seconds = hours * 3_600 + minutes * 60
            return (isEast ? seconds : -seconds, ())
        }

        /// RFC 9110 §5.6.7, the preferred format.
        mutating func httpDate() -> Instant? {
            index = 0
            guard word(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) != nil, take(","), take(" "),
                let day = number(2), take(" "), let month = word(Self.months), take(" "), let year = number(4),
                take(" "), let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
                hour < 24, minute < 60, second <= 60, isDate(year, month + 1, day), word([" GMT"]) != nil
            else { return nil }
            return Instant(
                year: year, month: month + 1, day: day, secondOfDay: hour * 3_600 + minute * 60 + second, offset: 0)
        }

        private static let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]

        private func isDate(_ year: Int64, _ month: Int64, _ day: Int64) -> Bool {
            guard (1...12).contains(month), day >= 1 else { return false }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return day <= days[Int(month) - 1]
        }

        private mutating func number(_ width: Int) -> Int64? {
            guard index + width <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[index..<index + width] {
                guard Self.isDigit(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            index += width
            return value
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        private mutating func word(_ words: [String]) -> Int64? {
            guard let found = words.firstIndex(where: { bytes[index...].starts(with: $0.utf8) }) else { return nil }
            index += words[found].utf8.count
            return Int64(found)
        }

        private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    }
}
