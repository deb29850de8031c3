/// Kinds of ASCII letters and digits, as far as regular expressions tell them apart.
public struct CharacterKinds: OptionSet, Sendable, Hashable, Codable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let digit = CharacterKinds(rawValue: 1)
    /// `a` … `f`
    public static let lowerHexadecimal = CharacterKinds(rawValue: 2)
    /// `g` … `z`
    public static let lower = CharacterKinds(rawValue: 4)
    /// `A` … `F`
    public static let upperHexadecimal = CharacterKinds(rawValue: 8)
    /// `G` … `Z`
    public static let upper = CharacterKinds(rawValue: 16)

    /// The kind of a byte; `nil` for what is no ASCII letter or digit.
    public init?(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = .lowerHexadecimal
        case UInt8(ascii: "g")...UInt8(ascii: "z"): self = .lower
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self = .upperHexadecimal
        case UInt8(ascii: "G")...UInt8(ascii: "Z"): self = .upper
        default: return nil
        }
    }

    /// The ranges as they stand inside a bracket of a regular expression.
    public var ranges: String {
        var text = contains(.digit) ? "0-9" : ""
        if contains(.upper) { text += "A-Z" } else if contains(.upperHexadecimal) { text += "A-F" }
        if contains(.lower) { text += "a-z" } else if contains(.lowerHexadecimal) { text += "a-f" }
        return text
    }
}

/// Which characters texts are made of, whatever their order: for identifiers without a fixed build, such as base64url.
public struct TextAlphabet: Sendable, Hashable, Codable {
    /// More other characters than these are prose, not an identifier.
    private static let otherLimit = 8
    static let lengthLimit = 256

    public var kinds: CharacterKinds
    /// Further ASCII characters, ascending.
    public var others: [UInt8]
    public var shortest: Int
    public var longest: Int

    /// The alphabet of one text; `nil` where the text is empty, long, or has other than visible ASCII characters.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.lengthLimit else { return nil }
        var kinds: CharacterKinds = []
        var others: Set<UInt8> = []
        for byte in bytes {
            if let kind = CharacterKinds(byte) {
                kinds.formUnion(kind)
            } else {
                guard byte > 0x20, byte < 0x7F else { return nil }
                others.insert(byte)
            }
        }
        guard others.count <= Self.otherLimit else { return nil }
        self.kinds = kinds
        self.others = others.sorted()
        shortest = bytes.count
        longest = bytes.count
    }

    func joined(with other: TextAlphabet) -> TextAlphabet? {
        var all = self
        all.kinds.formUnion(other.kinds)
        all.others = Set(others).union(other.others).sorted()
        all.shortest = min(shortest, other.shortest)
        all.longest = max(longest, other.longest)
        return all.others.count <= Self.otherLimit ? all : nil
    }

    /// A regular expression for a whole text.
    ///
    /// - Parameter isExact: Whether a length that all texts have is asked for.
    public func pattern(isExact: Bool) -> String {
        let escaped = others.map { (#"\]-^["#.utf8.contains($0) ? "\\" : "") + String(UnicodeScalar($0)) }.joined()
        return "^[\(kinds.ranges)\(escaped)]\(TextTemplate.repetition(shortest, longest, isExact: isExact))$"
    }
}
