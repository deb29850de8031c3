/// How two values that differ relate, where that can be said in a few words: "the candidate rounds to 2 decimals" tells an
/// engineer more than two numbers do.
///
/// Its text form, such as `rounding:candidate:2`, is what the ledger keeps: names are never given another meaning.
public struct ValueClass: Sendable, Hashable {
    /// What the two values have to do with each other.
    public enum Name: String, Sendable, CaseIterable {
        /// One side has `null`, the other a value.
        case null
        /// One side has an empty string, object or array.
        case empty
        /// One side has `null`, the other an empty string, object or array.
        case nullForEmpty
        /// Both are empty, and of different types.
        case emptyTypes
        /// The same content in another type, such as `1` and `"1"`; the side is the one that has a string.
        case type
        /// One side has an array whose only element is the other side's value.
        case wrapped
        /// Two numbers of the same magnitude.
        case sign
        /// Strings that write the same number differently.
        case numberNotation
        /// The candidate's number is legacy's by a power of ten: the amount.
        case scale
        /// Seconds since 1970 on one side, milliseconds on the other; the side is the one with seconds.
        case epochUnit
        /// Numbers that differ in the last digits of a double only.
        case floatingPoint
        /// One side rounds the other's number; the amount is how many decimals it keeps.
        case rounding
        /// One side cuts the other's number off; the amount is how many decimals it keeps.
        case cutDecimals
        /// The same moment, written differently.
        case timeNotation
        /// One side leaves out the time zone.
        case timeZone
        /// One side keeps fewer digits of a second's fraction: the amount.
        case timePrecision
        /// Two moments; the amount is how many milliseconds the candidate's is later.
        case timeShift
        case caseOnly
        case whiteSpace
        /// The same text in two Unicode normalisation forms; the side is the one that is decomposed further.
        case normalisation
        /// The same items in another order.
        case order
        /// One side has the beginning of the other's text; the amount is how many characters.
        case truncation
        /// One side has escaped what HTML gives a meaning.
        case htmlEscaping
        /// One side has percent-encoded the other's text.
        case percentEncoding
        /// One side has taken the other's UTF-8 for ISO 8859-1.
        case encoding
        /// Two UUIDs: each side has made one.
        case identifier
    }

    public var name: Name
    /// The side that the name speaks of.
    public var side: Side?
    /// In the unit that the name says.
    public var amount: Int64?

    public init(_ name: Name, _ side: Side? = nil, amount: Int64? = nil) {
        self.name = name
        self.side = side
        self.amount = amount
    }

    /// The class without its amount: what differences share whose amounts vary.
    public var withoutAmount: ValueClass { ValueClass(name, side) }
}

extension ValueClass: LosslessStringConvertible {
    public var description: String {
        [name.rawValue, side?.rawValue, amount.map { String($0) }].compactMap(\.self).joined(separator: ":")
    }

    /// `nil` where the text is no class that this version knows.
    public init?(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        guard let first = parts.popFirst(), let name = Name(rawValue: String(first)) else { return nil }
        self.init(name)
        if let next = parts.first, let side = Side(rawValue: String(next)) {
            self.side = side
            parts.removeFirst()
        }
        if let next = parts.first, let amount = Int64(next) {
            self.amount = amount
            parts.removeFirst()
        }
        guard parts.isEmpty else { return nil }
    }
}
