/// One of the five fields of a cron line: the numbers that fit.
struct CronField: Sendable, Hashable {
    /// What a field is about.
    enum Kind: String, Sendable, CaseIterable {
        case minute
        case hour
        case day = "day of the month"
        case month
        case weekday = "day of the week"

        /// The numbers that may stand in the field. Sunday is 0 as well as 7.
        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            case .weekday: 0...7
            }
        }

        /// Names of the numbers, from the first on.
        var names: [String] {
            switch self {
            case .minute, .hour, .day: []
            case .month:
                [
                    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                    "November", "December",
                ]
            case .weekday: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
            }
        }
    }

    /// Bit n is set where n fits.
    private var numbers: UInt64 = 0
    /// Whether it begins with something else than `*`.
    let isRestricted: Bool

    func contains(_ number: Int) -> Bool { numbers & (1 << UInt64(number)) != 0 }

    /// The largest number that fits, up to a bound.
    func largest(upTo bound: Int) -> Int? {
        let below = numbers & (bound >= 63 ? .max : (1 << UInt64(bound + 1)) - 1)
        return below == 0 ? nil : 63 - below.leadingZeroBitCount
    }

    /// Reads a list of numbers, names, ranges and steps.
    ///
    /// - Parameter column: Where the field begins in the line.
    init(parsing text: Substring, as kind: Kind, at column: Int) throws(SyntaxError) {
        isRestricted = text.first != "*"
        var position = column
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            for number in try Self.numbers(item, as: kind, at: position) {
                numbers |= 1 << UInt64(kind == .weekday ? number % 7 : number)
            }
            position += item.unicodeScalars.count + 1
        }
    }

    private static func numbers(_ item: Substring, as kind: Kind, at column: Int) throws(SyntaxError) -> [Int] {
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try range(parts[0], as: kind, at: column)
        guard parts.count == 2 else { return Array(range) }
        guard let step = plainNumber(parts[1]), step > 0 else {
            throw SyntaxError(
                "'\(parts[1])' is no step", at: column + parts[0].unicodeScalars.count + 1, suggestion: "such as */15")
        }
        guard parts[0] == "*" || parts[0].contains("-") else {
            throw SyntaxError(
                "'\(item)' steps through nothing: a step needs a range", at: column,
                suggestion: "write '\(parts[0])-\(kind == .weekday ? 6 : kind.range.upperBound)/\(step)'")
        }
        return Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
    }

    private static func range(
        _ text: Substring,
        as kind: Kind,
        at column: Int
    ) throws(SyntaxError) -> ClosedRange<Int> {
        if text == "*" { return kind == .weekday ? 0...6 : kind.range }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try number(ends[0], as: kind, at: column)
        guard ends.count == 2 else { return first...first }
        var last = try number(ends[1], as: kind, at: column + ends[0].unicodeScalars.count + 1)
        // The week goes round: FRI-MON is Friday to Monday.
        if kind == .weekday, last < first { last += 7 }
        guard first <= last else { throw SyntaxError("'\(text)' ends before it begins", at: column) }
        return first...last
    }

    private static func number(_ text: Substring, as kind: Kind, at column: Int) throws(SyntaxError) -> Int {
        if let number = plainNumber(text), kind.range.contains(number) { return number }
        let word = text.lowercased()
        if word.count >= 3, let index = kind.names.firstIndex(where: { $0.lowercased().hasPrefix(word) }) {
            return index + kind.range.lowerBound
        }
        let short = kind.names.map { $0.prefix(3).uppercased() }
        let bounds = "\(kind.range.lowerBound) to \(kind.range.upperBound)"
        let names = short.isEmpty ? "" : ", or \(short[0]) to \(short[short.count - 1])"
        let isWord = text.count >= 2 && text.allSatisfy(\.isLetter)
        let nearest = isWord ? NearestName.suggestion(for: String(text), among: short + kind.names) : nil
        throw SyntaxError(
            "'\(text)' is no \(kind.rawValue)", at: column,
            suggestion: nearest.map { "did you mean '\($0)'?" } ?? bounds + names)
    }

    private static func plainNumber(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
