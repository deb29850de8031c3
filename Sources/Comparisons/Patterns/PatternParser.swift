/// Reads a regular expression by recursive descent; nesting is bounded.
struct PatternParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private(set) var ignoresCase = false

    private static let repetitionLimit = 1_000
    private static let nestingLimit = 100

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    mutating func parse() throws(RuleError) -> PatternNode {
        if scalars.starts(with: "(?i)".unicodeScalars) {
            ignoresCase = true
            index = 4
        }
        let node = try choice(depth: 0)
        guard index == scalars.count else { throw fault("an unmatched ')'") }
        return node
    }

    private mutating func choice(depth: Int) throws(RuleError) -> PatternNode {
        guard depth < Self.nestingLimit else { throw fault("too many nested groups") }
        var branches = [try sequence(depth: depth)]
        while take("|") { branches.append(try sequence(depth: depth)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence(depth: Int) throws(RuleError) -> PatternNode {
        var items: [PatternNode] = []
        while index < scalars.count, scalars[index] != "|", scalars[index] != ")" {
            let atom = try atom(depth: depth)
            items.append(try quantified(atom))
        }
        return items.count == 1 ? items[0] : items.isEmpty ? .empty : .sequence(items)
    }

    private mutating func atom(depth: Int) throws(RuleError) -> PatternNode {
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case ".": return .set(.anything)
        case "^": return .start
        case "$": return .end
        case "[": return .set(try bracket())
        case "\\": return .set(try escape())
        case "(":
            if take("?"), !take(":") { throw fault("only (?:…) and a leading (?i) are understood after '(?'") }
            let node = try choice(depth: depth + 1)
            guard take(")") else { throw fault("a '(' without its ')'") }
            return node
        case "*", "+", "?", "{": throw fault("'\(scalar)' with nothing before it; write \\\(scalar) for the character")
        default: return .set(ScalarSet(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func quantified(_ atom: PatternNode) throws(RuleError) -> PatternNode {
        var least = 1
        var most: Int? = 1
        if take("*") {
            (least, most) = (0, nil)
        } else if take("+") {
            most = nil
        } else if take("?") {
            least = 0
        } else if take("{") {
            guard let lower = number() else { throw fault("'{' begins a repetition such as {2,4}") }
            (least, most) = (lower, lower)
            if take(",") { most = number() }
            guard take("}") else { throw fault("a '{' without its '}'") }
            guard least <= most ?? least, max(least, most ?? 0) <= Self.repetitionLimit else {
                throw fault("a repetition out of range (at most \(Self.repetitionLimit))")
            }
        } else {
            return atom
        }
        _ = take("?")
        if index < scalars.count, "*+?".unicodeScalars.contains(scalars[index]) {
            throw fault("a repetition of a repetition")
        }
        return .repeated(atom, least: least, most: most)
    }

    private mutating func bracket() throws(RuleError) -> ScalarSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while index < scalars.count, isFirst || scalars[index] != "]" {
            isFirst = false
            let lower = try member()
            guard let single = lower.single, index + 1 < scalars.count, scalars[index] == "-", scalars[index + 1] != "]"
            else {
                ranges += lower.ranges
                continue
            }
            index += 1
            guard let upper = try member().single, upper >= single else { throw fault("a range in [ ] that is none") }
            ranges.append(single...upper)
        }
        guard take("]") else { throw fault("a '[' without its ']'") }
        return ScalarSet(ranges: ranges, isNegated: isNegated)
    }

    private mutating func member() throws(RuleError) -> ScalarSet {
        let scalar = scalars[index]
        index += 1
        return scalar == "\\" ? try escape() : ScalarSet(ranges: [scalar.value...scalar.value])
    }

    private mutating func escape() throws(RuleError) -> ScalarSet {
        guard index < scalars.count else { throw fault("a '\\' at the end") }
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .word
        case "W": return ScalarSet.word.inverted
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "n": return ScalarSet(ranges: [0x0A...0x0A])
        case "r": return ScalarSet(ranges: [0x0D...0x0D])
        case "t": return ScalarSet(ranges: [0x09...0x09])
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case _ where scalar.properties.isAlphabetic || ("0"..."9").contains(scalar):
            throw fault("'\\\(scalar)' is not understood")
        default: return ScalarSet(ranges: [scalar.value...scalar.value])
        }
    }

    private mutating func hexadecimal(_ width: Int) throws(RuleError) -> ScalarSet {
        let digits = String(String.UnicodeScalarView(scalars[index...].prefix(width)))
        guard digits.unicodeScalars.count == width, let value = UInt32(digits, radix: 16) else {
            throw fault("an escape without its \(width) hexadecimal digits")
        }
        index += width
        return ScalarSet(ranges: [value...value])
    }

    private mutating func number() -> Int? {
        let digits = scalars[index...].prefix { ("0"..."9").contains($0) }.prefix(6)
        index += digits.count
        return Int(String(String.UnicodeScalarView(digits)))
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard index < scalars.count, scalars[index] == scalar else { return false }
        index += 1
        return true
    }

    private func fault(_ reason: String) -> RuleError { RuleError("the pattern '\(text)' has \(reason)") }
}

extension ScalarSet {
    /// The one scalar in the set, if it is exactly one.
    fileprivate var single: UInt32? {
        guard ranges.count == 1, !isNegated, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
