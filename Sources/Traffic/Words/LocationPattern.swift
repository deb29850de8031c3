/// A location in which `*` stands for one segment and `**` for any number of segments, none included.
public struct LocationPattern: Sendable, Hashable {
    /// One segment of a pattern.
    public enum Segment: Sendable, Hashable {
        case literal(String)
        case any
        case anyNumber
    }

    public let segments: [Segment]

    /// Reads a pattern in the form of a JSON Pointer.
    ///
    /// - Throws: ``LocationError`` where the text is no pointer.
    public init(parsing text: String) throws(LocationError) {
        segments = try Location(parsing: text).segments.map { segment in
            switch segment {
            case "*": .any
            case "**": .anyNumber
            default: .literal(segment)
            }
        }
    }

    /// The pattern that fits exactly one location.
    public init(_ location: Location) { segments = location.segments.map(Segment.literal) }

    /// Whether the pattern fits a location.
    public func matches(_ location: Location) -> Bool { matches(location.segments[...]) }

    /// Whether the pattern fits a location given by its segments.
    ///
    /// `**` is matched by going back to the last one seen (the greedy wildcard algorithm), so that the work is bounded by
    /// pattern length × location length.
    public func matches(_ path: ArraySlice<String>) -> Bool {
        var patternIndex = 0
        var pathIndex = path.startIndex
        var retry: (patternIndex: Int, pathIndex: Int)?
        while pathIndex < path.endIndex {
            if patternIndex < segments.count, segments[patternIndex] == .anyNumber {
                retry = (patternIndex, pathIndex)
                patternIndex += 1
            } else if patternIndex < segments.count, fits(segments[patternIndex], path[pathIndex]) {
                patternIndex += 1
                pathIndex += 1
            } else if let last = retry {
                retry = (last.patternIndex, last.pathIndex + 1)
                patternIndex = last.patternIndex + 1
                pathIndex = last.pathIndex + 1
            } else {
                return false
            }
        }
        return segments[patternIndex...].allSatisfy { $0 == .anyNumber }
    }

    private func fits(_ segment: Segment, _ text: String) -> Bool {
        switch segment {
        case .literal(let literal): literal == text
        case .any, .anyNumber: true
        }
    }

    /// How particular the pattern is: more literal segments win, then more `*`, then fewer `**`.
    public var specificity: Specificity {
        Specificity(
            literals: segments.count { if case .literal = $0 { true } else { false } },
            any: segments.count { $0 == .any },
            anyNumber: segments.count { $0 == .anyNumber }
        )
    }

    /// The order in which patterns that fit the same location take precedence.
    public struct Specificity: Sendable, Hashable, Comparable {
        public var literals: Int
        public var any: Int
        public var anyNumber: Int

        public static func < (left: Specificity, right: Specificity) -> Bool {
            (left.literals, left.any, -left.anyNumber) < (right.literals, right.any, -right.anyNumber)
        }
    }
}

extension LocationPattern: CustomStringConvertible {
    public var description: String {
        segments.map { segment in
            switch segment {
            case .literal(let text): "/" + Location.escape(text)
            case .any: "/*"
            case .anyNumber: "/**"
            }
        }.joined()
    }
}
