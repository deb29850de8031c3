import Rollouts
import Traffic

extension ConfigurationField {
    /// A duration within a range; by default from a millisecond to a year.
    func duration(_ range: ClosedRange<Duration> = .milliseconds(1) ... .seconds(365 * 86_400)) -> Duration? {
        let what = "a duration such as 30s, 5m, 1h30m or '5 minutes'"
        guard let text = text(what) else { return nil }
        guard let duration = DurationText.parse(text) else {
            let isNumber = DecimalText.parse(text) != nil
            return expected(what, suggestion: isNumber ? "did you mean '\(text)s'?" : nil)
        }
        guard range.contains(duration) else {
            let bounds = "\(DurationText.describe(range.lowerBound)) to \(DurationText.describe(range.upperBound))"
            return fail("'\(text)' is out of range", suggestion: bounds)
        }
        return duration
    }

    /// A number of bytes within a range.
    func size(_ range: ClosedRange<Int>) -> Int? {
        let what = "a size such as 64KiB, 1MiB or a number of bytes"
        guard let text = text(what) else { return nil }
        guard let size = SizeText.parse(text) else { return expected(what) }
        guard range.contains(size) else {
            let bounds = "\(SizeText.describe(range.lowerBound)) to \(SizeText.describe(range.upperBound))"
            return fail("'\(text)' is out of range", suggestion: bounds)
        }
        return size
    }

    /// `10` or `10%`: 0 … 100, to three decimals.
    func percentage() -> Double? {
        let what = "a percentage such as 10 or 10%"
        guard let text = text(what) else { return nil }
        let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
        guard let value = DecimalText.parse(digits) else { return expected(what) }
        guard value <= 100 else { return fail("'\(text)' is out of range", suggestion: "0 to 100") }
        guard abs(value * 1_000 - (value * 1_000).rounded()) < 1e-6 else {
            return fail("'\(text)' is finer than a rollout can be", suggestion: "three decimals at most")
        }
        return value
    }

    /// `0.95` or `95%`, between 0 and 1.
    func share() -> Double? {
        let what = "a share such as 0.95 or 95%"
        guard let text = text(what) else { return nil }
        let isPercentage = text.hasSuffix("%")
        guard let number = DecimalText.parse(isPercentage ? text.dropLast() : text[...]) else { return expected(what) }
        let share = isPercentage ? number / 100 : number
        guard share > 0, share < 1 else {
            return fail("'\(text)' is out of range", suggestion: "above 0 and below 1, such as 0.95")
        }
        return share
    }

    /// An RFC 3339 time or a date.
    func timestamp(date: TimestampText.DateMeaning) -> Timestamp? {
        let what = "a date such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z"
        guard let text = text(what) else { return nil }
        return TimestampText.parse(text, date: date) ?? expected(what)
    }

    /// A value, or a word that stands for none. The outer optional is `nil` where the value is wrong, the inner where the
    /// word stands here.
    func orWord<Value>(_ word: String, _ read: (ConfigurationField) -> Value?) -> Value?? {
        if peeked == word { return .some(nil) }
        return read(self).map { .some($0) }
    }
}
