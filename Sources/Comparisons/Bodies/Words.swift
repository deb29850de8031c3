/// Numbers as people read them, for what stands in place of a value.
enum Words {
    /// With separators: `16,777,216`.
    static func number(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// `1 octet`, `5,000 octets`.
    static func octets(_ count: Int) -> String { "\(number(count)) \(count == 1 ? "octet" : "octets")" }

    /// The 16 digits of a hash.
    static func hexadecimal(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
