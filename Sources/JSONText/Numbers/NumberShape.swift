/// A number's value as its significant digits, in place, and the power of ten of the last of them.
///
/// Zero has no digits. Two numbers are equal exactly when sign, digits and exponent are.
struct NumberShape {
    let bytes: UnsafeBufferPointer<UInt8>
    let isNegative: Bool
    /// From the first to past the last non-zero digit; a decimal point may stand among them.
    let digits: Range<Int>
    /// The power of ten of the last significant digit, before the written exponent.
    let shift: Int
    /// The written exponent, where it has at most 18 digits.
    let writtenExponent: Int?
    /// Where the written exponent's digits are, leading zeros left out.
    private let exponentDigits: Range<Int>
    private let isExponentNegative: Bool

    /// - Parameter range: Where the text is; it must have passed the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        var index = range.lowerBound
        isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var first: Int?
        var last = index
        var point: Int?
        var place = 0
        var lastPlace = 0
        while index < range.upperBound, bytes[index] | 0x20 != UInt8(ascii: "e") {
            if bytes[index] == UInt8(ascii: ".") {
                point = place
            } else {
                place += 1
                if bytes[index] != UInt8(ascii: "0") {
                    if first == nil { first = index }
                    last = index + 1
                    lastPlace = place
                }
            }
            index += 1
        }
        digits = first.map { $0..<last } ?? index..<index
        shift = (point ?? place) - lastPlace
        var isExponentNegative = false
        if index < range.upperBound {
            index += 1
            isExponentNegative = bytes[index] == UInt8(ascii: "-")
            if !isDigit(bytes[index]) { index += 1 }
            while index < range.upperBound, bytes[index] == UInt8(ascii: "0") { index += 1 }
        }
        self.isExponentNegative = isExponentNegative
        exponentDigits = index..<range.upperBound
        if exponentDigits.count <= 18 {
            let magnitude = bytes[exponentDigits].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            writtenExponent = isExponentNegative ? -magnitude : magnitude
        } else {
            writtenExponent = nil
        }
    }

    var isZero: Bool { digits.isEmpty }

    /// The power of ten of the last significant digit; `nil` where it does not fit a machine word.
    var exponent: Int? { writtenExponent.map { $0 + shift } }

    /// Whether two numbers without an exponent have as many places before and after the point, so that they are equal only
    /// where they are written alike. (A sign stands where the other number has a digit that is not zero: of two texts of
    /// one length at most one zero has a sign.)
    static func haveSamePlaces(
        _ left: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ right: UnsafeBufferPointer<UInt8>,
        _ otherRange: Range<Int>
    ) -> Bool {
        guard range.count == otherRange.count else { return false }
        for place in 0..<range.count {
            let (byte, other) = (left[range.lowerBound + place], right[otherRange.lowerBound + place])
            if byte == other, byte | 0x20 != UInt8(ascii: "e") { continue }
            guard isDigit(byte) || place == 0, isDigit(other) || place == 0 else { return false }
        }
        return true
    }

    static func areEqual(_ left: NumberShape, _ right: NumberShape) -> Bool {
        if left.isZero || right.isZero { return left.isZero && right.isZero }
        guard left.isNegative == right.isNegative, left.hasSameDigits(as: right) else { return false }
        if let exponent = left.exponent, let other = right.exponent { return exponent == other }
        return left.longExponent() == right.longExponent()
    }

    /// An order of numbers, not by size, in which only equal values have the same place: negative, zero or positive.
    static func order(_ left: NumberShape, _ right: NumberShape) -> Int {
        if left.isZero || right.isZero { return (left.isZero ? 0 : 1) - (right.isZero ? 0 : 1) }
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let order = left.orderOfDigits(right)
        if order != 0 { return order }
        if let exponent = left.exponent, let other = right.exponent { return (exponent - other).signum() }
        return left.longExponent().order(right.longExponent())
    }

    private func hasSameDigits(as other: NumberShape) -> Bool { orderOfDigits(other) == 0 }

    /// As words sort: by the first digit that differs, then the shorter one first.
    private func orderOfDigits(_ other: NumberShape) -> Int {
        var index = digits.lowerBound
        var otherIndex = other.digits.lowerBound
        while true {
            if index < digits.upperBound, bytes[index] == UInt8(ascii: ".") { index += 1 }
            if otherIndex < other.digits.upperBound, other.bytes[otherIndex] == UInt8(ascii: ".") { otherIndex += 1 }
            guard index < digits.upperBound, otherIndex < other.digits.upperBound else {
                return (index < digits.upperBound ? 1 : 0) - (otherIndex < other.digits.upperBound ? 1 : 0)
            }
            guard bytes[index] == other.bytes[otherIndex] else {
                return bytes[index] < other.bytes[otherIndex] ? -1 : 1
            }
            index += 1
            otherIndex += 1
        }
    }

    /// The significant digits as a number, where they fit a machine word.
    var shortDigits: UInt64? {
        guard digits.count <= 20 else { return nil }
        var value: UInt64 = 0
        var count = 0
        for index in digits where bytes[index] != UInt8(ascii: ".") {
            value = value &* 10 &+ UInt64(bytes[index] &- UInt8(ascii: "0"))
            count += 1
        }
        return count <= 19 ? value : nil
    }

    /// The exponent in sign and decimal digits, lowest first, for exponents of any length.
    private func longExponent() -> LongExponent {
        let written = bytes[exponentDigits].reversed().map { $0 - UInt8(ascii: "0") }
        return LongExponent(isNegative: isExponentNegative, digits: written).adding(shift)
    }

    /// Calls back with each significant digit.
    func forEachDigit(_ body: (UInt8) -> Void) {
        for index in digits where bytes[index] != UInt8(ascii: ".") { body(bytes[index]) }
    }
}

/// An integer of any length, in sign and decimal digits, lowest first, no zero at the end.
struct LongExponent: Equatable {
    var isNegative: Bool
    var digits: [UInt8]

    /// The sum with a machine word.
    func adding(_ value: Int) -> LongExponent {
        var other: [UInt8] = []
        var rest = value.magnitude
        while rest > 0 {
            other.append(UInt8(rest % 10))
            rest /= 10
        }
        if (value < 0) == isNegative || value == 0 {
            return LongExponent(isNegative: isNegative, digits: Self.sum(digits, other))
        }
        if Self.isLess(digits, other) {
            return LongExponent(isNegative: value < 0, digits: Self.difference(other, digits))
        }
        let result = Self.difference(digits, other)
        return LongExponent(isNegative: isNegative && !result.isEmpty, digits: result)
    }

    /// Some order in which only equal values have the same place.
    func order(_ other: LongExponent) -> Int {
        if self == other { return 0 }
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        return Self.isLess(digits, other.digits) ? -1 : 1
    }

    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        if left.count != right.count { return left.count < right.count }
        return left.reversed().lexicographicallyPrecedes(right.reversed())
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var carry: UInt8 = 0
        for index in 0..<max(left.count, right.count) {
            let digit = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            result.append(digit % 10)
            carry = digit / 10
        }
        if carry > 0 { result.append(carry) }
        return result
    }

    /// `left` minus `right`, which is not greater.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var borrow: UInt8 = 0
        for index in left.indices {
            let taken = (index < right.count ? right[index] : 0) + borrow
            borrow = left[index] < taken ? 1 : 0
            result.append(left[index] + borrow * 10 - taken)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }
}
