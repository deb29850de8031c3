import JSONText
import Traffic

/// Says what two values that differ have to do with each other.
///
/// Pure, and bounded: of texts longer than ``textLimit`` only their ends are looked at. It runs where a difference is taken
/// down, before anything is redacted, so that it costs nothing where values are equal.
enum ValueClassifier {
    /// In bytes.
    static let textLimit = 16_384

    /// Every class that fits, the most telling first; none where the values have nothing to do with each other.
    ///
    /// There may be several: 12.341 against 12.34 is rounded, or cut off; which of the two only more differences can tell.
    static func classes(_ legacy: JSONTape, _ left: Int, _ candidate: JSONTape, _ right: Int) -> [ValueClass] {
        switch (legacy.kind(left), candidate.kind(right)) {
        case (.null, _): return [absent(.legacy, against: candidate, right)]
        case (_, .null): return [absent(.candidate, against: legacy, left)]
        case (.number, .number): return NumberClassifier.classes(legacy.text(left), candidate.text(right))
        case (.string, .string):
            guard max(legacy.range(left).count, candidate.range(right).count) <= textLimit else { return [] }
            return TextClassifier.classes(legacy.string(left), candidate.string(right))
        case (.array, .array): return hasSameElements(legacy, left, candidate, right) ? [ValueClass(.order)] : []
        case (.true, .false), (.false, .true): return []
        default: return otherType(legacy, left, candidate, right)
        }
    }

    private static func absent(_ side: Side, against tape: JSONTape, _ token: Int) -> ValueClass {
        ValueClass(isEmpty(tape, token) ? .nullForEmpty : .null, side)
    }

    private static func isEmpty(_ tape: JSONTape, _ token: Int) -> Bool {
        tape.kind(token) == .string ? tape.contentRange(token).isEmpty : tape.isEmptyContainer(token)
    }

    private static func otherType(
        _ legacy: JSONTape, _ left: Int, _ candidate: JSONTape, _ right: Int
    ) -> [ValueClass] {
        switch (isEmpty(legacy, left), isEmpty(candidate, right)) {
        case (true, true): return [ValueClass(.emptyTypes)]
        case (true, false): return [ValueClass(.empty, .legacy)]
        case (false, true): return [ValueClass(.empty, .candidate)]
        case (false, false): break
        }
        if isAlone(legacy, left, like: candidate, right) { return [ValueClass(.wrapped, .legacy)] }
        if isAlone(candidate, right, like: legacy, left) { return [ValueClass(.wrapped, .candidate)] }
        guard let text = content(legacy, left), let other = content(candidate, right) else { return [] }
        if legacy.kind(left) == .string { return text.hasSameContent(as: other) ? [ValueClass(.type, .legacy)] : [] }
        if candidate.kind(right) == .string {
            return other.hasSameContent(as: text) ? [ValueClass(.type, .candidate)] : []
        }
        // A boolean and a number, as some databases and languages write booleans.
        let words = Set([text, other])
        return words == ["true", "1"] || words == ["false", "0"] ? [ValueClass(.type)] : []
    }

    /// Whether an array's only element is the other side's value.
    private static func isAlone(_ tape: JSONTape, _ array: Int, like other: JSONTape, _ value: Int) -> Bool {
        guard tape.kind(array) == .array, !tape.isEmptyContainer(array), tape.next(array + 1) == tape.next(array) else {
            return false
        }
        return tape.isWrittenLike(array + 1, other, value) || tape.isSameScalar(array + 1, other, value)
    }

    /// The text of a scalar of bounded length.
    private static func content(_ tape: JSONTape, _ token: Int) -> String? {
        guard tape.isScalar(token), tape.range(token).count <= textLimit else { return nil }
        return tape.kind(token) == .string ? tape.string(token) : tape.text(token)
    }

    /// Whether two arrays, such as a header field that occurs several times, have the same elements as they are written.
    private static func hasSameElements(
        _ legacy: JSONTape, _ left: Int, _ candidate: JSONTape, _ right: Int
    ) -> Bool {
        guard max(legacy.range(left).count, candidate.range(right).count) <= textLimit else { return false }
        return legacy.elements(left).map(legacy.text).sorted() == candidate.elements(right).map(candidate.text).sorted()
    }
}

extension String {
    /// Whether a string says what a number or boolean of another type says: `1.0` and `1` do, and so do a time in text and
    /// in seconds since 1970.
    fileprivate func hasSameContent(as scalar: String) -> Bool {
        if self == scalar { return true }
        if lowercased() == scalar { return true }
        if let number = ExactDecimal(self), let other = ExactDecimal(scalar) { return number == other }
        guard let moment = TimeClassifier.instant(self) else { return false }
        return Instant.readings(ofNumber: scalar).contains(moment)
    }
}
