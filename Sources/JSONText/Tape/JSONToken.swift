/// One token of a ``JSONTape``: what it is, where its text is, and where the token after its subtree is.
///
/// An object is its own token followed by its members, key and value by turns; an array is its token followed by its
/// elements. 16 bytes, so that a tape of a million tokens takes 16 MB.
public struct JSONToken: Sendable, Hashable {
    /// The type of a value (RFC 8259 §3). The keys of an object are tokens of kind `string`.
    public enum Kind: UInt8, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    /// Where the text begins, in bytes; with strings the quotation mark.
    public var offset: UInt32
    /// Where the text ends, one past its last byte.
    public var end: UInt32
    /// The index of the token after this one's subtree.
    public var next: UInt32
    public var kind: Kind
    /// Whether a string's text contains escapes, so that its bytes are not its content.
    public var hasEscapes: Bool

    init(kind: Kind, offset: Int, end: Int, next: Int, hasEscapes: Bool = false) {
        self.kind = kind
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        self.hasEscapes = hasEscapes
    }
}
