/// How the values of one place differ where legacy differs from itself: what a rule must allow, and no more.
///
/// A summary of pairs of values. It is of bounded size, and two of them add up to the summary of all their pairs, in any
/// order; what is kept of the values themselves is what they have in common.
public struct ValueSpread: Sendable, Hashable, Codable {
    /// The type of a value.
    public enum ValueType: String, Sendable, Codable, CaseIterable {
        case null, boolean, number, string, object, array
        /// The side has no value there.
        case absent
    }

    /// What makes the two values of a pair equal.
    public enum Normaliser: String, Sendable, Codable, CaseIterable {
        case nullEqualsMissing, emptyEqualsNull, trimmed, caseInsensitive
        /// The same instant in another notation.
        case timestamp
    }

    /// How many pairs are summed up.
    public var pairs: Int
    /// The types that occurred, of both values.
    public var types: Set<ValueType>
    /// Whether in some pair the two values have different types.
    public var hasMixedPair: Bool
    /// Each of these alone makes the values of every pair equal.
    public var normalisers: Set<Normaliser>
    /// Where all values are numbers, or strings that hold one.
    public var numbers: NumberSpread?
    /// Where all values are strings that hold a time, and those of a pair both have a zone or both have none.
    public var times: TimeSpread?
    /// Where all values are strings or numbers of one build.
    public var template: TextTemplate?
    /// Where all values are strings or numbers of ASCII letters, digits and a few other characters.
    public var alphabet: TextAlphabet?
    /// Where all values are a few short strings, again and again.
    public var words: Set<String>?

    /// More different strings than these are no choice among a few.
    public static let wordLimit = 5

    public init(
        pairs: Int = 1,
        types: Set<ValueType>,
        hasMixedPair: Bool = false,
        normalisers: Set<Normaliser> = [],
        numbers: NumberSpread? = nil,
        times: TimeSpread? = nil,
        template: TextTemplate? = nil,
        alphabet: TextAlphabet? = nil,
        words: Set<String>? = nil
    ) {
        self.pairs = pairs
        self.types = types
        self.hasMixedPair = hasMixedPair
        self.normalisers = normalisers
        self.numbers = numbers
        self.times = times
        self.template = template
        self.alphabet = alphabet
        self.words = words
    }

    /// Adds the pairs of another summary of the same place.
    public mutating func add(_ other: ValueSpread) {
        pairs += other.pairs
        types.formUnion(other.types)
        hasMixedPair = hasMixedPair || other.hasMixedPair
        normalisers.formIntersection(other.normalisers)
        numbers = Self.joined(numbers, other.numbers) { $0.joined(with: $1) }
        times = Self.joined(times, other.times) { $0.joined(with: $1) }
        template = Self.joined(template, other.template) { $0.joined(with: $1) }
        alphabet = Self.joined(alphabet, other.alphabet) { $0.joined(with: $1) }
        words = Self.joined(words, other.words) { left, right in
            let all = left.union(right)
            return all.count <= Self.wordLimit ? all : nil
        }
    }

    /// What one pair does not have, all pairs do not have.
    private static func joined<Part>(_ left: Part?, _ right: Part?, _ join: (Part, Part) -> Part?) -> Part? {
        guard let left, let right else { return nil }
        return join(left, right)
    }
}

/// How far numbers lie apart.
public struct NumberSpread: Sendable, Hashable, Codable {
    public var minimum: Double
    public var maximum: Double
    /// The largest distance of a pair.
    public var absolute: Double
    /// The largest distance of a pair as a share of its larger magnitude, 0 … 2.
    public var relative: Double
    /// Whether all are written as digits alone, with a sign at most.
    public var isWhole: Bool
    /// Whether one is written with an exponent.
    public var hasExponent: Bool

    public init(
        minimum: Double, maximum: Double, absolute: Double, relative: Double, isWhole: Bool, hasExponent: Bool
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.absolute = absolute
        self.relative = relative
        self.isWhole = isWhole
        self.hasExponent = hasExponent
    }

    func joined(with other: NumberSpread) -> NumberSpread {
        NumberSpread(
            minimum: min(minimum, other.minimum), maximum: max(maximum, other.maximum),
            absolute: max(absolute, other.absolute), relative: max(relative, other.relative),
            isWhole: isWhole && other.isWhole, hasExponent: hasExponent || other.hasExponent)
    }
}

/// How far times lie apart.
public struct TimeSpread: Sendable, Hashable, Codable {
    /// The largest distance of a pair, in seconds.
    public var seconds: Double

    public init(seconds: Double) { self.seconds = seconds }

    func joined(with other: TimeSpread) -> TimeSpread { TimeSpread(seconds: max(seconds, other.seconds)) }
}
