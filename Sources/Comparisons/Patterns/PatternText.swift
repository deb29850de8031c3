/// A regular expression that a whole value must match.
///
/// Matching takes time in proportion to pattern × text whatever they are, so that no value can stall a comparison: there are
/// no back-references and no look-around. Understood are literals, `.`, classes such as `[a-z\d]` and `[^,]`, `\d \w \s`
/// and their opposites, groups `(…)` and `(?:…)`, `|`, `* + ? {n} {n,} {n,m}` (lazy or not: it makes no difference), `^`,
/// `$`, the escapes `\n \r \t \xHH \uHHHH`, and `(?i)` at the beginning. `.` does not match a line feed.
public struct PatternText: Sendable, Hashable, CustomStringConvertible {
    public let text: String
    let program: PatternProgram

    /// - Throws: ``RuleError`` where the text is no such expression, or too large a one.
    public init(parsing text: String) throws(RuleError) {
        self.text = text
        var parser = PatternParser(text)
        let node = try parser.parse()
        program = try PatternProgram(node, ignoresCase: parser.ignoresCase, text: text)
    }

    public var description: String { text }

    /// Whether a value matches as a whole.
    func matches(_ value: String) -> Bool { program.matches(value) }

    public static func == (left: PatternText, right: PatternText) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What a regular expression is made of.
indirect enum PatternNode: Sendable {
    case empty
    case set(ScalarSet)
    case start
    case end
    case sequence([PatternNode])
    case choice([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
}

/// A set of Unicode scalars: ranges, or all but those.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    static let digits = ScalarSet(ranges: [0x30...0x39])
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarSet(ranges: [
        0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x2000...0x200A, 0x2028...0x2029, 0x3000...0x3000,
    ])
    static let anything = ScalarSet(ranges: [0x0A...0x0A], isNegated: true)

    /// The scalars that are not in the set, as ranges.
    var inverted: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return ScalarSet(ranges: result)
    }
}
