/// Makes the values of `x-nf-request-id`: ULIDs (48 bits of milliseconds, 80 random bits, in Crockford's base 32).
enum RequestIdentifier {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// - Parameters:
    ///   - milliseconds: The time since 1970.
    ///   - generator: Where the random bits come from.
    static func make(milliseconds: UInt64, using generator: inout some RandomNumberGenerator) -> String {
        var text = ""
        for shift in stride(from: 45, through: 0, by: -5) {
            text.append(alphabet[Int(milliseconds >> UInt64(shift) & 31)])
        }
        for _ in 0..<16 {
            text.append(alphabet[Int(generator.next() & 31)])
        }
        return text
    }
}
