/// The date of a cookie's `Expires`, read as leniently as user agents do (RFC 6265 §5.1.1).
enum CookieDate {
    /// The same moment as RFC 3339 in UTC, such as `1994-11-06T08:49:37Z`; `nil` where a user agent would see no date.
    static func canonical(_ text: String) -> String? {
        var time: [Int]?
        var day: Int?
        var month: Int?
        var year: Int?
        for token in text.utf8.split(whereSeparator: isDelimiter).map(Array.init) {
            if time == nil, let found = self.time(token) {
                time = found
            } else if day == nil, let found = number(token, digits: 1...2) {
                day = found
            } else if month == nil, let found = self.month(token) {
                month = found
            } else if year == nil, let found = number(token, digits: 2...4) {
                year = found
            }
        }
        guard let time, let day, let month, var year else { return nil }
        if 70...99 ~= year { year += 1_900 } else if 0...69 ~= year { year += 2_000 }
        guard year >= 1_601, time[0] <= 23, time[1] <= 59, time[2] <= 59, (1...days(month, year)).contains(day) else {
            return nil
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T"
            + time.map { padded($0, 2) }.joined(separator: ":") + "Z"
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x20...0x2F, 0x3B...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// `hh:mm:ss` of one or two digits each; what follows after a non-digit is of no account.
    private static func time(_ token: [UInt8]) -> [Int]? {
        let fields = token.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let hour = whole(fields[0]), let minute = whole(fields[1]),
            let second = number(Array(fields[2]), digits: 1...2)
        else { return nil }
        return [hour, minute, second]
    }

    private static func whole(_ field: ArraySlice<UInt8>) -> Int? {
        field.count <= 2 && field.allSatisfy(isDigit) ? number(Array(field), digits: 1...2) : nil
    }

    /// The number that a token begins with, if it has so many digits and no more.
    private static func number(_ token: [UInt8], digits range: ClosedRange<Int>) -> Int? {
        let digits = token.prefix(while: isDigit)
        guard range.contains(digits.count) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func month(_ token: [UInt8]) -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let start = token.prefix(3).map(HeadLines.lowered)
        return names.firstIndex { start.elementsEqual($0.utf8) }.map { $0 + 1 }
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
