/// A decimal number with its exact value, of bounded size, for tolerances: `0.1 + 0.2` is `0.3`.
public struct ExactDecimal: Sendable, Hashable {
    /// Digits and powers of ten beyond this are refused, so that work on a number is bounded.
    public static let digitLimit = 1_024

    public let isNegative: Bool
    /// Significant digits, 0 … 9, highest first, no zero at either end; none for zero.
    let digits: [UInt8]
    /// The power of ten of the last digit.
    let exponent: Int

    init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        let leading = digits.prefix { $0 == 0 }.count
        let trailing = digits.dropFirst(leading).reversed().prefix { $0 == 0 }.count
        self.digits = Array(digits.dropFirst(leading).dropLast(trailing))
        self.isNegative = isNegative && !self.digits.isEmpty
        self.exponent = self.digits.isEmpty ? 0 : exponent + trailing
    }

    init?(_ shape: NumberShape) {
        guard !shape.isZero else {
            self.init(isNegative: false, digits: [], exponent: 0)
            return
        }
        guard shape.digits.count <= Self.digitLimit, let exponent = shape.exponent,
            exponent.magnitude <= Self.digitLimit
        else { return nil }
        var digits: [UInt8] = []
        shape.forEachDigit { digits.append($0 - UInt8(ascii: "0")) }
        self.init(isNegative: shape.isNegative, digits: digits, exponent: exponent)
    }

    /// Reads a text that is a JSON number; `nil` where it is none, or too large.
    public init?(_ text: String) {
        guard let tape = try? JSONTape(parsing: Array(text.utf8)), tape.kind(JSONTape.root) == .number,
            tape.range(JSONTape.root).count == text.utf8.count, let value = tape.decimal(JSONTape.root)
        else { return nil }
        self = value
    }

    /// Digits after the decimal point, without zeros at the end.
    public var fractionDigits: Int { max(0, -exponent) }

    public var magnitude: ExactDecimal { ExactDecimal(isNegative: false, digits: digits, exponent: exponent) }

    /// The product with a power of ten.
    public func scaled(byPowerOfTen power: Int) -> ExactDecimal {
        ExactDecimal(isNegative: isNegative, digits: digits, exponent: exponent + power)
    }

    /// Whether a magnitude is smaller than another or equal.
    public func isMagnitude(atMost other: ExactDecimal) -> Bool { !Self.isLess(other, self) }

    /// The distance of two values: |left − right|.
    public static func distance(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal {
        let exponent = min(left.exponent, right.exponent)
        let leftDigits = left.aligned(to: exponent)
        let rightDigits = right.aligned(to: exponent)
        let width = max(leftDigits.count, rightDigits.count) + 1
        let large = isLess(left, right) ? rightDigits : leftDigits
        let small = isLess(left, right) ? leftDigits : rightDigits
        var result = [UInt8](repeating: 0, count: width)
        var carry: Int8 = 0
        let isSum = left.isNegative != right.isNegative
        for place in 0..<width {
            let upper = place < large.count ? Int8(large[large.count - 1 - place]) : 0
            let lower = place < small.count ? Int8(small[small.count - 1 - place]) : 0
            var digit = isSum ? upper + lower + carry : upper - lower - carry
            carry = 0
            if digit > 9 { (digit, carry) = (digit - 10, 1) }
            if digit < 0 { (digit, carry) = (digit + 10, 1) }
            result[width - 1 - place] = UInt8(digit)
        }
        return ExactDecimal(isNegative: false, digits: result, exponent: exponent)
    }

    public static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        var places = [Int](repeating: 0, count: left.digits.count + right.digits.count)
        for (row, leftDigit) in left.digits.enumerated() {
            for (column, rightDigit) in right.digits.enumerated() {
                places[row + column + 1] += Int(leftDigit) * Int(rightDigit)
            }
        }
        for index in places.indices.reversed().dropLast() {
            places[index - 1] += places[index] / 10
            places[index] %= 10
        }
        return ExactDecimal(
            isNegative: left.isNegative != right.isNegative,
            digits: places.map { UInt8($0) },
            exponent: left.exponent + right.exponent
        )
    }

    /// Compares magnitudes: first the power of ten of the highest digit, then the digits.
    private static func isLess(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
        if left.digits.isEmpty || right.digits.isEmpty { return left.digits.isEmpty && !right.digits.isEmpty }
        let leftTop = left.exponent + left.digits.count
        let rightTop = right.exponent + right.digits.count
        if leftTop != rightTop { return leftTop < rightTop }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }

    private func aligned(to lower: Int) -> [UInt8] {
        digits.isEmpty ? [] : digits + [UInt8](repeating: 0, count: exponent - lower)
    }
}
