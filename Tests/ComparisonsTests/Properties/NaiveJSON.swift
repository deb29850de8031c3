/// A JSON value as RFC 8259 writes it down: the oracle. It shares no code with what it judges, and knows no speed.
indirect enum NaiveJSON {
    case null
    case boolean(Bool)
    case number(NaiveNumber)
    case string([UInt8])
    case array([NaiveJSON])
    case object([(key: [UInt8], value: NaiveJSON)])

    /// - Returns: `nil` where the bytes are not exactly one JSON text of at most 512 levels.
    init?(_ bytes: [UInt8]) {
        var reader = NaiveReader(bytes: bytes)
        guard let value = reader.text() else { return nil }
        self = value
    }

    /// Equal by value: objects whatever the order, equal keys by occurrence. `nil` where an exponent is beyond the oracle.
    func isEqual(to other: NaiveJSON) -> Bool? {
        switch (self, other) {
        case (.null, .null): return true
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.number(let left), .number(let right)): return left.isEqual(to: right)
        case (.string(let left), .string(let right)): return left == right
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            var isKnown = true
            for (first, second) in zip(left, right) {
                guard let areEqual = first.isEqual(to: second) else {
                    isKnown = false
                    continue
                }
                if !areEqual { return false }
            }
            return isKnown ? true : nil
        case (.object(let left), .object(var right)):
            guard left.count == right.count else { return false }
            var isKnown = true
            for member in left {
                guard let place = right.firstIndex(where: { $0.key == member.key }) else { return false }
                guard let areEqual = member.value.isEqual(to: right.remove(at: place).value) else {
                    isKnown = false
                    continue
                }
                if !areEqual { return false }
            }
            return isKnown ? true : nil
        default: return false
        }
    }

    /// Whether an array, or a key that occurs twice, is anywhere inside.
    var hasArraysOrRepeatedKeys: Bool {
        switch self {
        case .array: return true
        case .object(let members):
            let isRepeated = members.indices.contains { place in
                members[..<place].contains { $0.key == members[place].key }
            }
            return isRepeated || members.contains { $0.value.hasArraysOrRepeatedKeys }
        case .null, .boolean, .number, .string: return false
        }
    }
}

/// A number as sign, significant digits, and the power of ten of the last of them.
struct NaiveNumber {
    var isNegative: Bool
    var digits: [UInt8]
    /// `nil` where it is beyond a machine word.
    var exponent: Int?

    init(_ text: ArraySlice<UInt8>) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
        let mantissa = parts[0].drop { $0 == UInt8(ascii: "-") }
        let halves = mantissa.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == UInt8(ascii: ".") }
        let fraction = halves.count > 1 ? Array(halves[1]) : []
        digits = Array((halves[0] + fraction).drop { $0 == UInt8(ascii: "0") })
        var power = -fraction.count
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            power += 1
        }
        isNegative = text.first == UInt8(ascii: "-") && !digits.isEmpty
        let written = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) : 0
        exponent = digits.isEmpty ? 0 : written.flatMap { $0.magnitude < 1 << 60 ? $0 + power : nil }
    }

    func isEqual(to other: NaiveNumber) -> Bool? {
        guard isNegative == other.isNegative, digits == other.digits else { return false }
        guard let exponent, let second = other.exponent else { return nil }
        return exponent == second
    }
}
