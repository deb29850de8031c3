import Traffic

extension Wording {
    /// What two values have to do with each other.
    static func valueClass(_ valueClass: ValueClass) -> String {
        let (side, amount) = (valueClass.side ?? .candidate, valueClass.amount)
        switch valueClass.name {
        case .null: return "null \(inside(side))"
        case .empty: return "empty \(inside(side))"
        case .nullForEmpty: return "null \(inside(side)), empty \(inside(side.other))"
        case .emptyTypes: return "both empty, of different types"
        case .type:
            return valueClass.side == nil ? "the type only" : "the type only: a string \(inside(side))"
        case .wrapped: return "\(inside(side)) it is alone in an array"
        case .sign: return "the sign only"
        case .numberNotation: return "the same number, written differently"
        case .scale: return scale(amount)
        case .epochUnit: return "seconds since 1970 \(inside(side)), milliseconds \(inside(side.other))"
        case .floatingPoint: return "the last digits of a double only"
        case .rounding: return "\(side.rawValue) rounds\(amount.map { " to \(decimals($0))" } ?? "")"
        case .cutDecimals: return "\(side.rawValue) cuts off\(amount.map { " after \(decimals($0))" } ?? " decimals")"
        case .timeNotation: return "the same moment, written differently"
        case .timeZone: return "no time zone \(inside(side)), the same otherwise"
        case .timePrecision: return "\(side.rawValue) keeps \(amount.map(precision) ?? "less of the second")"
        case .timeShift: return amount.map { "candidate's time is \(shift($0))" } ?? "another time"
        case .caseOnly: return "upper and lower case only"
        case .whiteSpace: return "white space only"
        case .normalisation: return "Unicode normalisation only, decomposed \(inside(side))"
        case .order: return "the order only"
        case .truncation:
            let part = amount.map { "the first \(Figures.counted(Int($0), "character"))" } ?? "the beginning"
            return "\(side.rawValue) has \(part) only"
        case .htmlEscaping: return "HTML escapes \(inside(side))"
        case .percentEncoding: return "percent-encoded \(inside(side))"
        case .encoding: return "\(side.rawValue) takes UTF-8 for ISO 8859-1"
        case .identifier: return "another UUID"
        }
    }

    /// What most of a discrepancy's values have to do with each other, and for how many of them it holds.
    static func sharedClass(_ shared: DiscrepancyRecord.SharedClass) -> String {
        let words = valueClass(shared.valueClass)
        return shared.share < 1 ? "\(words) (\(Figures.percent(shared.share)) of the differences)" : words
    }

    /// That some of a discrepancy may be a matter of pairing; `nil` where it is not.
    static func approximate(_ discrepancy: DiscrepancyRecord) -> String? {
        guard discrepancy.approximate > 0 else { return nil }
        let part =
            discrepancy.approximate == discrepancy.count
            ? "" : " in \(Figures.count(discrepancy.approximate)) of \(Figures.counted(discrepancy.count, "exchange"))"
        return "the array was too long to align: position decided which elements belong together" + part
    }

    private static func inside(_ side: Side) -> String { side == .legacy ? "in legacy" : "in the candidate" }

    private static func decimals(_ count: Int64) -> String {
        count == 0 ? "a whole number" : Figures.counted(Int(count), "decimal")
    }

    private static func scale(_ power: Int64?) -> String {
        guard let power, power.magnitude < 18 else { return "candidate's number is in another unit" }
        let factor = (0..<power.magnitude).reduce(1) { factor, _ in factor * 10 }
        return "candidate's number is \(power > 0 ? "×" : "÷") \(Figures.count(factor))"
    }

    private static func precision(_ digits: Int64) -> String {
        switch digits {
        case 0: "whole seconds"
        case 3: "milliseconds"
        case 6: "microseconds"
        default: "\(Figures.counted(Int(digits), "digit")) of the second's fraction"
        }
    }

    private static func shift(_ milliseconds: Int64) -> String {
        let direction = milliseconds < 0 ? "earlier" : "later"
        let size = Int(clamping: milliseconds.magnitude)
        if size < 1_000 { return "\(size) ms \(direction)" }
        let (seconds, rest) = (size / 1_000, size % 1_000)
        guard rest == 0 else { return "\(Figures.decimal(Double(size) / 1_000, places: 3)) s \(direction)" }
        for (unit, length) in [("day", 86_400), ("hour", 3_600), ("minute", 60)]
        where seconds >= length && seconds.isMultiple(of: length) {
            return "\(Figures.counted(seconds / length, unit)) \(direction)"
        }
        return "\(Figures.count(seconds)) s \(direction)"
    }
}
