import JSONText
import Traffic

/// Says what two texts that differ have to do with each other.
enum TextClassifier {
    /// Of a text that was cut off at least so many characters are left; of two shorter ones the one may well begin like the
    /// other by chance.
    private static let shortestTruncation = 8
    private static let separators = Set<Character>([",", ";", "|", "&", " ", "\n"])

    static func classes(_ legacy: String, _ candidate: String) -> [ValueClass] {
        let left = visible(legacy)
        let right = visible(candidate)
        if left.elementsEqual(right) { return [ValueClass(.whiteSpace)] }
        if legacy.isEmpty { return [ValueClass(.empty, .legacy)] }
        if candidate.isEmpty { return [ValueClass(.empty, .candidate)] }
        // == on strings is canonical equivalence (UAX #15).
        if legacy == candidate {
            let isLegacy = legacy.unicodeScalars.count > candidate.unicodeScalars.count
            return [ValueClass(.normalisation, isLegacy ? .legacy : .candidate)]
        }
        if legacy.lowercased() == candidate.lowercased() || legacy.uppercased() == candidate.uppercased() {
            return [ValueClass(.caseOnly)]
        }
        let times = TimeClassifier.classes(legacy, candidate)
        if !times.isEmpty { return times }
        if isUUID(legacy), isUUID(candidate) { return [ValueClass(.identifier)] }
        if let numbers = numbers(legacy, candidate) { return numbers }
        if let coding = coding(legacy, candidate) { return [coding] }
        if let truncation = truncation(legacy, candidate) { return [truncation] }
        return isReordered(legacy, candidate) ? [ValueClass(.order)] : []
    }

    /// What is not white space, nor one of the scalars that nobody sees.
    private static func visible(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{200B}" && $0 != "\u{FEFF}" }
    }

    private static func isUUID(_ text: String) -> Bool {
        text.utf8.count == 36 && text.contains("-") && Signature.isDynamic(text)
    }

    /// `nil` where one of the texts is no number, or they have nothing to do with each other as numbers.
    private static func numbers(_ legacy: String, _ candidate: String) -> [ValueClass]? {
        guard legacy.utf8.count <= 64, let left = ExactDecimal(legacy), let right = ExactDecimal(candidate) else {
            return nil
        }
        if left == right { return [ValueClass(.numberNotation)] }
        let classes = NumberClassifier.classes(legacy, candidate)
        return classes.isEmpty ? nil : classes
    }

    private static func coding(_ legacy: String, _ candidate: String) -> ValueClass? {
        let ways: [(ValueClass.Name, (String) -> String?)] = [
            (.htmlEscaping, unescapedHTML), (.percentEncoding, percentDecoded), (.encoding, readAsUTF8),
        ]
        for (name, decode) in ways {
            if decode(candidate) == legacy { return ValueClass(name, .candidate) }
            if decode(legacy) == candidate { return ValueClass(name, .legacy) }
        }
        return nil
    }

    private static func unescapedHTML(_ text: String) -> String? {
        guard text.contains("&") else { return nil }
        let entities = [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"),
            ("&#039;", "'"), ("&apos;", "'"), ("&nbsp;", "\u{A0}"), ("&amp;", "&"),
        ]
        return entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    private static func percentDecoded(_ text: String) -> String? {
        guard text.contains("%") else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The text of bytes that were taken for ISO 8859-1 and are UTF-8.
    private static func readAsUTF8(_ text: String) -> String? {
        guard text.unicodeScalars.contains(where: { $0.value >= 0x80 }) else { return nil }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func truncation(_ legacy: String, _ candidate: String) -> ValueClass? {
        let side: Side = legacy.utf8.count < candidate.utf8.count ? .legacy : .candidate
        let short = side == .legacy ? legacy : candidate
        let long = side == .legacy ? candidate : legacy
        for mark in ["", "…", "..."] where short.hasSuffix(mark) {
            let kept = short.dropLast(mark.count)
            guard kept.count >= shortestTruncation, long.utf8.starts(with: kept.utf8) else { continue }
            return ValueClass(.truncation, side, amount: Int64(kept.count))
        }
        return nil
    }

    /// Whether both are the same list, such as `a,b` and `b,a`.
    private static func isReordered(_ legacy: String, _ candidate: String) -> Bool {
        let left = items(legacy)
        return left.count > 1 && left == items(candidate)
    }

    private static func items(_ text: String) -> [Substring] { text.split { separators.contains($0) }.sorted() }
}
