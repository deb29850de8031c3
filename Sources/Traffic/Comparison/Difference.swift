/// One place where two answers differ.
public struct Difference: Sendable, Hashable {
    /// What is different there.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case changed, typeChanged
        /// Legacy has it, the candidate does not.
        case missing
        /// The candidate has it, legacy does not.
        case added
        case reordered, undecodable
    }

    /// Where: legacy's array indices, the candidate's for `added`.
    public var at: Location
    public var kind: Kind
    /// Legacy's value; `nil` where it has none.
    public var legacy: Optional<JSONFragment>
    /// The candidate's value; `nil` where it has none.
    public var candidate: Optional<JSONFragment>
    /// The location with everything that varies between equal defects replaced by `*`: the signature's place.
    public var generalisedLocation: Location
    /// What the two values have to do with each other, as far as can be said: every class that fits, the most telling first.
    public var classes: [ValueClass]
    /// With `reordered`: what has moved.
    public var order: Optional<OrderChange>
    /// Whether the bound on work made position decide which elements of an array belong together, here or further up: the
    /// difference may then be one of pairing.
    public var isApproximate: Bool

    public init(
        at location: Location,
        kind: Kind,
        legacy: JSONFragment?,
        candidate: JSONFragment?,
        generalisedLocation: Location,
        classes: [ValueClass] = [],
        order: OrderChange? = nil,
        isApproximate: Bool = false
    ) {
        self.at = location
        self.kind = kind
        self.legacy = legacy
        self.candidate = candidate
        self.generalisedLocation = generalisedLocation
        self.classes = classes
        self.order = order
        self.isApproximate = isApproximate
    }
}

/// How the order of an array's elements has changed.
public struct OrderChange: Sendable, Hashable {
    /// Legacy's and the candidate's index of an element.
    public struct Move: Sendable, Hashable {
        public var from: Int
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// Elements on both sides.
    public var count: Int
    /// The fewest that have to move to get from one order to the other.
    public var moved: Int
    /// Whether the candidate has all of them the other way round.
    public var isReversed: Bool
    /// The first of those that moved.
    public var moves: [Move]

    public init(count: Int, moved: Int, isReversed: Bool, moves: [Move]) {
        self.count = count
        self.moved = moved
        self.isReversed = isReversed
        self.moves = moves
    }
}

/// A difference that a rule explains.
public struct SuppressedDifference: Sendable, Hashable {
    public var difference: Difference
    /// The rule's word, such as `ignore`.
    public var rule: String
    /// Where the rule says it holds.
    public var ruleAt: String

    public init(difference: Difference, rule: String, ruleAt: String) {
        self.difference = difference
        self.rule = rule
        self.ruleAt = ruleAt
    }
}

/// How many differences of one comparison a rule explains.
public struct SuppressedCount: Sendable, Hashable {
    /// The rule's word, such as `ignore`.
    public var rule: String
    /// Where the rule says it holds.
    public var ruleAt: String
    public var count: Int

    public init(rule: String, ruleAt: String, count: Int) {
        self.rule = rule
        self.ruleAt = ruleAt
        self.count = count
    }
}

/// A value as JSON text. The text is always one whole, valid JSON value: what was too long to keep is a shortened string.
public struct JSONFragment: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// - Parameter text: One valid JSON value; the caller vouches for it.
    public init(validJSON text: String) { self.text = text }

    /// The JSON string of a text.
    public init(string: String) { text = JSONFragment.quoted(string) }

    public var description: String { text }

    /// A text as a JSON string (RFC 8259 §7).
    public static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
