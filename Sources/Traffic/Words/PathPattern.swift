/// The path of a route: segments between slashes, compared with a request's path byte for byte.
///
/// `{name}` takes one non-empty segment, a trailing `**` zero or more segments. Percent-encoding is not touched.
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    /// One segment of a pattern.
    public enum Segment: Sendable, Hashable {
        case literal(String)
        case capture(name: String)
        /// Only at the end: the rest of the path, which may be empty.
        case rest
    }

    public let segments: [Segment]

    /// The pattern that every path fits.
    public static let anything = PathPattern(segments: [.rest])

    init(segments: [Segment]) { self.segments = segments }

    /// Reads a pattern such as `/.netlify/functions/customer-context/{customerName}`.
    ///
    /// - Throws: ``PathPatternError`` where the text is no pattern.
    public init(parsing text: String) throws(PathPatternError) {
        guard text.hasPrefix("/") else { throw PathPatternError("a path begins with '/'") }
        var segments: [Segment] = []
        var names: Set<String> = []
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part == "**" {
                guard index == parts.count - 1 else { throw PathPatternError("'**' stands only at the end of a path") }
                segments.append(.rest)
            } else if part.hasPrefix("{"), part.hasSuffix("}") {
                let name = String(part.dropFirst().dropLast())
                guard !name.isEmpty, !name.contains("{"), !name.contains("}") else {
                    throw PathPatternError("'\(part)' is no capture; write {name}")
                }
                guard names.insert(name).inserted else { throw PathPatternError("two captures are named '\(name)'") }
                segments.append(.capture(name: name))
            } else if part.contains(where: { "{}*?#".contains($0) }) {
                throw PathPatternError("'\(part)' must be a literal segment, {name}, or a trailing **")
            } else {
                segments.append(.literal(String(part)))
            }
        }
        self.segments = segments
    }

    public var description: String {
        segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .capture(let name): "/{\(name)}"
            case .rest: "/**"
            }
        }.joined()
    }

    /// The names of the captured segments, in order.
    public var captureNames: [String] {
        segments.compactMap { if case .capture(let name) = $0 { name } else { nil } }
    }
}

/// Says why a text is no ``PathPattern``.
public struct PathPatternError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
