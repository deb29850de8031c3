import JSONText
import Traffic

/// Sums up the two values of one difference of legacy with itself.
///
/// It reads what a report would show: a value that redaction replaced is a text without a build, about which nothing is
/// learned but its type.
enum SpreadReader {
    static func spread(of difference: Difference) -> ValueSpread {
        let left = Value(difference.legacy)
        let right = Value(difference.candidate)
        var spread = ValueSpread(types: [left.type, right.type], hasMixedPair: left.type != right.type)
        spread.normalisers = normalisers(left, right)
        guard let first = left.text, let second = right.text, left.type == right.type else { return spread }
        spread.numbers = numbers(first, second)
        spread.words = left.type == .string ? words(first, second) : nil
        spread.times = left.type == .string ? times(first, second) : nil
        var template = TextTemplate(first).map { ValueSpread(types: [], template: $0) }
        template?.add(ValueSpread(types: [], template: TextTemplate(second)))
        spread.template = template?.template
        var alphabet = TextAlphabet(first).map { ValueSpread(types: [], alphabet: $0) }
        alphabet?.add(ValueSpread(types: [], alphabet: TextAlphabet(second)))
        spread.alphabet = alphabet?.alphabet
        return spread
    }

    /// A value as far as it can be summed up.
    private struct Value {
        var type: ValueSpread.ValueType
        /// Of strings and numbers.
        var text: String?
        var isEmpty = false

        init(_ fragment: JSONFragment?) {
            guard let fragment else {
                type = .absent
                return
            }
            guard let tape = try? JSONTape(parsing: Array(fragment.text.utf8)) else {
                // Fragments are JSON by contract; of one that is not nothing can be said but that it is there.
                type = .string
                return
            }
            switch ScalarValue(tape, JSONTape.root) {
            case .null: type = .null
            case .boolean: type = .boolean
            case .number(let text): (type, self.text) = (.number, text)
            case .string(let text): (type, self.text, isEmpty) = (.string, text, text.isEmpty)
            case .object(let isEmpty): (type, self.isEmpty) = (.object, isEmpty)
            case .array(let isEmpty): (type, self.isEmpty) = (.array, isEmpty)
            }
        }
    }

    private static func normalisers(_ left: Value, _ right: Value) -> Set<ValueSpread.Normaliser> {
        var all: Set<ValueSpread.Normaliser> = []
        if Set([left.type, right.type]) == [.null, .absent] { all.insert(.nullEqualsMissing) }
        if (left.type == .null && right.isEmpty) || (right.type == .null && left.isEmpty) {
            all.insert(.emptyEqualsNull)
        }
        guard let first = left.text, let second = right.text, left.type == right.type, left.type == .string else {
            return all
        }
        if first.lowercased().utf8.elementsEqual(second.lowercased().utf8) { all.insert(.caseInsensitive) }
        let trimmed = [first, second].map(ScalarRelaxation.trimmed)
        if trimmed[0].utf8.elementsEqual(trimmed[1].utf8) { all.insert(.trimmed) }
        if let before = Instant(first), Instant(second) == before { all.insert(.timestamp) }
        return all
    }

    private static let wordBytes = 64

    /// Two words; a number is measured and not chosen, and what stands in for a redacted value is no value.
    private static func words(_ first: String, _ second: String) -> Set<String>? {
        let isChoice = [first, second].allSatisfy { text in
            text.utf8.count <= wordBytes && !text.unicodeScalars.contains("‹") && ExactDecimal(text) == nil
        }
        return isChoice ? [first, second] : nil
    }

    private static func numbers(_ first: String, _ second: String) -> NumberSpread? {
        // `Double` also reads what is no number in JSON, such as "inf".
        guard ExactDecimal(first) != nil, ExactDecimal(second) != nil, let left = Double(first),
            let right = Double(second), left.isFinite, right.isFinite
        else { return nil }
        let texts = [first, second]
        let distance = abs(left - right)
        let larger = max(abs(left), abs(right))
        return NumberSpread(
            minimum: min(left, right), maximum: max(left, right), absolute: distance,
            relative: larger > 0 ? distance / larger : 0,
            isWhole: texts.allSatisfy {
                $0.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-") }
            },
            hasExponent: texts.contains { $0.contains { $0 == "e" || $0 == "E" } })
    }

    private static func times(_ first: String, _ second: String) -> TimeSpread? {
        guard let left = Instant(first), let right = Instant(second), left.hasZone == right.hasZone else { return nil }
        return TimeSpread(
            seconds: abs(Double(left.seconds - right.seconds) + left.fractionOfSecond - right.fractionOfSecond))
    }
}

extension Instant {
    /// 0 ..< 1, to the precision of a double.
    fileprivate var fractionOfSecond: Double {
        fraction.reversed().reduce(0) { ($0 + Double($1 - UInt8(ascii: "0"))) / 10 }
    }
}
