/// The build that texts have in common: runs of letters and digits between the same other characters, as in a UUID, a time
/// or `session_1763577509706_43c328f1`. A run that is the same in all of them stands for itself.
public struct TextTemplate: Sendable, Hashable, Codable {
    /// A piece of a text.
    public enum Piece: Sendable, Hashable, Codable {
        /// The same in all texts.
        case literal(String)
        /// Letters and digits that vary.
        case run(CharacterKinds, shortest: Int, longest: Int)
    }

    private static let pieceLimit = 32

    public private(set) var pieces: [Piece]

    /// The template of one text; `nil` where it is empty, long, of many pieces, or not ASCII alone.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= TextAlphabet.lengthLimit, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return nil }
        pieces = []
        var start = 0
        while start < bytes.count {
            let isRun = CharacterKinds(bytes[start]) != nil
            let end = bytes[start...].firstIndex { (CharacterKinds($0) != nil) != isRun } ?? bytes.count
            pieces.append(.literal(String(decoding: bytes[start..<end], as: UTF8.self)))
            guard pieces.count <= Self.pieceLimit else { return nil }
            start = end
        }
    }

    /// What both have in common; `nil` where they are not of one build.
    func joined(with other: TextTemplate) -> TextTemplate? {
        guard pieces.count == other.pieces.count else { return nil }
        var all = self
        for (index, (left, right)) in zip(pieces, other.pieces).enumerated() where left != right {
            guard let run = Self.run(left, right) else { return nil }
            all.pieces[index] = run
        }
        return all
    }

    private static func run(_ left: Piece, _ right: Piece) -> Piece? {
        guard let first = asRun(left), let second = asRun(right) else { return nil }
        return .run(
            first.kinds.union(second.kinds), shortest: min(first.shortest, second.shortest),
            longest: max(first.longest, second.longest))
    }

    private static func asRun(_ piece: Piece) -> (kinds: CharacterKinds, shortest: Int, longest: Int)? {
        switch piece {
        case .run(let kinds, let shortest, let longest): return (kinds, shortest, longest)
        case .literal(let text):
            var kinds: CharacterKinds = []
            for byte in text.utf8 {
                guard let kind = CharacterKinds(byte) else { return nil }
                kinds.formUnion(kind)
            }
            return (kinds, text.utf8.count, text.utf8.count)
        }
    }

    /// Whether anything in it stands for itself, or is of one length: else an alphabet says as much.
    public var saysMoreThanAlphabet: Bool { pieces.count > 1 }

    /// A regular expression for a whole text.
    ///
    /// - Parameter isExact: Whether a length that all texts have is asked for; from few texts too much is concluded.
    public func pattern(isExact: Bool) -> String {
        let parts = pieces.map { piece in
            switch piece {
            case .literal(let text): Self.escaped(text)
            case .run(let kinds, let shortest, let longest):
                "[\(kinds.ranges)]\(Self.repetition(shortest, longest, isExact: isExact))"
            }
        }
        return "^\(parts.joined())$"
    }

    static func repetition(_ shortest: Int, _ longest: Int, isExact: Bool) -> String {
        isExact && shortest == longest ? "{\(shortest)}" : "+"
    }

    /// A text as a regular expression that stands for it alone.
    public static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let isPlain =
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || " _-:,/@#%&=~!;\"'<>`".unicodeScalars.contains(scalar)
            return (isPlain ? "" : "\\") + String(scalar)
        }.joined()
    }
}
