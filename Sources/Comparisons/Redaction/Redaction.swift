public import Traffic

/// Says what must not leave the comparison.
///
/// A value is redacted when a pattern fits its location or one further up; inside a value that is kept, everything that a
/// pattern fits is. Whatever the patterns, what looks like an e-mail address is masked in values, keys and targets.
/// Segments are compared without regard to case, and an array index in a pattern stands for any: where there is doubt,
/// the value goes.
public struct Redaction: Sendable {
    private let patterns: [LocationPattern]
    /// Whether any pattern may fit under `/request/path`, and under `/request/query`, or further up.
    let reachesPath: Bool
    let reachesQuery: Bool

    public init(_ patterns: [LocationPattern]) {
        let widened = patterns.map(Self.widened)
        self.patterns = widened
        reachesPath = widened.contains { Self.reaches($0, ["request", "path"]) }
        reachesQuery = widened.contains { Self.reaches($0, ["request", "query"]) }
    }

    private static func reaches(_ pattern: LocationPattern, _ place: [String]) -> Bool {
        for (segment, text) in zip(pattern.segments, place) {
            switch segment {
            case .anyNumber: return true
            case .literal(let literal) where literal != text: return false
            case .literal, .any: continue
            }
        }
        return true
    }

    /// Redacts every value.
    static let everything = Redaction([(try? LocationPattern(parsing: "/**"))].compactMap { $0 })

    /// What is redacted where a configuration says nothing.
    public static let defaults: [LocationPattern] = [
        "/request/headers/authorization", "/request/headers/cookie", "/headers/set-cookie/**/value", "/body/**/email",
        "/body/**/phone",
    ].compactMap { try? LocationPattern(parsing: $0) }

    /// Whether a pattern fits a place itself.
    func fits(_ segments: ArraySlice<String>) -> Bool {
        guard !patterns.isEmpty else { return false }
        let lowered = segments.map { $0.lowercased() }
        return patterns.contains { $0.matches(lowered[...]) }
    }

    /// Whether a pattern fits a place or one further up.
    func covers(_ location: Location) -> Bool {
        guard !patterns.isEmpty else { return false }
        let lowered = location.segments.map { $0.lowercased() }
        return (0...lowered.count).contains { length in patterns.contains { $0.matches(lowered[..<length]) } }
    }

    private static func widened(_ pattern: LocationPattern) -> LocationPattern {
        let text = pattern.segments.map { segment in
            switch segment {
            case .any: "/*"
            case .anyNumber: "/**"
            case .literal(let text):
                text.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 } && !text.isEmpty
                    ? "/*" : Location([text.lowercased()]).description
            }
        }
        return (try? LocationPattern(parsing: text.joined())) ?? pattern
    }
}
