/// Numbers as ECMAScript writes them.
enum ECMAScriptNumber {
    /// The text of `Number::toString` (ECMA-262, section 6.1.6.1.20), with radix ten.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value == 0 { return "0" }
        if value < 0 { return "-" + text(-value) }
        if value.isInfinite { return "Infinity" }
        let (digits, point) = shortestDigits(value)
        let count = digits.count
        if count <= point, point <= 21 {
            return digits + String(repeating: "0", count: point - count)
        }
        if point > 0, point <= 21 {
            return "\(digits.prefix(point)).\(digits.dropFirst(point))"
        }
        if point > -6, point <= 0 {
            return "0." + String(repeating: "0", count: -point) + digits
        }
        let exponent = point - 1
        let mantissa = count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
    }

    /// The shortest digits that read back as `value`, and the place of the decimal point counted from their start.
    private static func shortestDigits(_ value: Double) -> (digits: String, point: Int) {
        let description = value.description
        let parts = description.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = String(whole) + String(fraction)
        var point = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.hasPrefix("0") {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0") {
            digits.removeLast()
        }
        return (digits, point)
    }
}
