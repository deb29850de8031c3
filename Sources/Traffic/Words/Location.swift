/// A place in an exchange: an RFC 6901 JSON Pointer into the one tree that an exchange is lifted to.
///
/// Of an answer: `/status`, `/headers/content-type`, `/body/customerDetails/email`. Of the request:
/// `/request/query/user_id`, `/request/body/userId`, and so on.
public struct Location: Sendable, Hashable {
    /// The reference tokens, unescaped.
    public var segments: [String]

    public init(_ segments: [String]) { self.segments = segments }

    /// Reads a pointer in its string form (RFC 6901 §3).
    ///
    /// - Throws: ``LocationError`` where the text is no pointer.
    public init(parsing text: String) throws(LocationError) {
        guard !text.isEmpty else {
            segments = []
            return
        }
        guard text.hasPrefix("/") else { throw LocationError("'\(text)' is no location: it must begin with '/'") }
        segments = []
        for token in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = Location.unescape(token) else {
                throw LocationError("'\(text)' is no location: '~' must be followed by 0 or 1")
            }
            segments.append(segment)
        }
    }

    /// The location one segment further down.
    public func appending(_ segment: String) -> Location { Location(segments + [segment]) }

    private static func unescape(_ token: Substring) -> String? {
        guard token.contains("~") else { return String(token) }
        var result = ""
        var characters = token.makeIterator()
        while let character = characters.next() {
            guard character == "~" else {
                result.append(character)
                continue
            }
            switch characters.next() {
            case "0": result.append("~")
            case "1": result.append("/")
            default: return nil
            }
        }
        return result
    }

    /// The token as it stands in a pointer's string form.
    static func escape(_ segment: String) -> String {
        guard segment.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return segment
        }
        var result = ""
        for scalar in segment.unicodeScalars {
            switch scalar {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Location: CustomStringConvertible {
    public var description: String { segments.map { "/" + Location.escape($0) }.joined() }
}

/// Says why a text is no ``Location`` or ``LocationPattern``.
public struct LocationError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
