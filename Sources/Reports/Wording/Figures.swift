import Traffic

/// Numbers and times as people read them.
enum Figures {
    /// With separators: `1,234,567`.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `1 comparison`, `2 comparisons`.
    static func counted(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// A rate of 0 … 1 in percent with at most two decimals. Never rounded to 0 % or 100 %, which it would have to be
    /// exactly: one mismatch in a million is not "100 % matches".
    static func percent(_ rate: Double) -> String {
        guard rate.isFinite else { return "–" }
        if rate > 0, rate < 0.0001 { return "<0.01 %" }
        if rate < 1, rate > 0.9999 { return ">99.99 %" }
        return decimal(rate * 100, places: 2) + " %"
    }

    /// An e-value, which grows without bound: beyond a million only its size matters.
    static func evidence(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value < 1_000_000 { return decimal(value, places: value < 100 ? 2 : 0) }
        var exponent = 0
        var rest = value
        while rest >= 10 {
            rest /= 10
            exponent += 1
        }
        return "10^\(exponent)"
    }

    /// What is in percent already.
    static func percentage(_ value: Double) -> String { decimal(value, places: 3) + " %" }

    /// With at most so many decimals, without trailing zeros.
    static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        var decimals = String(scaled % Int64(scale))
        decimals = String(repeating: "0", count: max(0, places - decimals.count)) + decimals
        while decimals.hasSuffix("0") { decimals.removeLast() }
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + count(Int(scaled / Int64(scale))) + (places == 0 || decimals.isEmpty ? "" : "." + decimals)
    }

    /// Milliseconds with three significant figures, as far as they matter.
    static func milliseconds(_ value: Double?) -> String {
        guard let value else { return "–" }
        return decimal(value, places: value < 10 ? 2 : value < 100 ? 1 : 0)
    }

    /// The candidate's latency by legacy's, such as `+12 %`; `nil` where either is unknown or legacy's is zero.
    static func change(from legacy: Double?, to candidate: Double?) -> String? {
        guard let legacy, let candidate, legacy > 0 else { return nil }
        let change = candidate / legacy - 1
        if change >= 9 { return "×" + decimal(candidate / legacy, places: 0) }
        let percent = decimal(change * 100, places: 0)
        return (change > 0 && percent != "0" ? "+" : "") + percent + " %"
    }

    /// `2026-02-28 23:59:59 UTC`.
    static func time(_ time: Timestamp) -> String {
        let text = time.description.prefix { $0 != "." }
        return text.replacing("T", with: " ") + " UTC"
    }

    /// How long before another moment: `just now`, `5 min before`, `3 days before`.
    static func age(of time: Timestamp, at now: Timestamp) -> String {
        let seconds = (now.milliseconds - time.milliseconds) / 1_000
        switch seconds {
        case ..<5: return "just now"
        case ..<120: return "\(seconds) s ago"
        case ..<7_200: return "\(seconds / 60) min ago"
        case ..<172_800: return "\(seconds / 3_600) h ago"
        default: return "\(seconds / 86_400) days ago"
        }
    }
}
