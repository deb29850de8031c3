import NIOCore
import Traffic

/// Finds the route of a request: the first in the order of the file whose path and method fit.
struct Router {
    /// A route, and the segments that its path captured.
    struct Match {
        let route: Route
        /// Percent-encoding untouched, by the names in the pattern.
        let captures: [(name: String, value: Range<Int>)]
    }

    private let routes: [Entry]

    private struct Entry {
        let route: Route
        let methods: [[UInt8]]
        let segments: [Segment]

        func takes(_ method: Slice<UnsafeRawBufferPointer>) -> Bool {
            methods.isEmpty || methods.contains { method.elementsEqual($0) }
        }
    }

    private enum Segment {
        case literal([UInt8])
        case capture(String)
        case rest
    }

    init(_ routes: [Route]) {
        self.routes = routes.map { route in
            Entry(
                route: route,
                methods: route.methods.map { Array($0.utf8) },
                segments: route.path.segments.map { segment in
                    switch segment {
                    case .literal(let text): .literal(Array(text.utf8))
                    case .capture(let name): .capture(name)
                    case .rest: .rest
                    }
                }
            )
        }
    }

    func match(_ head: RequestHead) -> Match {
        head.bytes.withUnsafeReadableBytes { bytes in
            let path = Self.path(bytes, head.pathAndQuery)
            guard !Self.hasDotSegment(bytes, path) else { return Match(route: .unmatched, captures: []) }
            let method = bytes[head.method]
            // By index, so that the entries are looked at in place.
            for index in routes.indices where routes[index].takes(method) {
                if let captures = Self.captures(routes[index].segments, bytes, path: path) {
                    return Match(route: routes[index].route, captures: captures)
                }
            }
            return Match(route: .unmatched, captures: [])
        }
    }

    /// The path without the query.
    static func path(_ bytes: UnsafeRawBufferPointer, _ pathAndQuery: Range<Int>) -> Range<Int> {
        var end = pathAndQuery.lowerBound
        while end < pathAndQuery.upperBound, bytes[end] != Octets.questionMark { end += 1 }
        return pathAndQuery.lowerBound..<end
    }

    /// Whether an upstream that resolves dot segments (RFC 3986 §5.2.4), and may take a backslash or an encoded slash for a
    /// slash, executes another path than the one that is there to be read.
    private static func hasDotSegment(_ bytes: UnsafeRawBufferPointer, _ path: Range<Int>) -> Bool {
        var dots = 0
        var isOfDots = true
        var index = path.lowerBound
        while index < path.upperBound {
            let (octet, length) = PercentEncoding.octet(bytes, at: index, before: path.upperBound)
            if octet == Octets.slash || octet == UInt8(ascii: "\\") {
                if isOfDots, dots == 1 || dots == 2 { return true }
                (dots, isOfDots) = (0, true)
            } else if octet == Octets.period {
                dots += 1
            } else {
                isOfDots = false
            }
            index += length
        }
        return isOfDots && (dots == 1 || dots == 2)
    }

    /// Walks path and pattern together, segment by segment.
    private static func captures(
        _ segments: [Segment],
        _ bytes: UnsafeRawBufferPointer,
        path: Range<Int>
    ) -> [(name: String, value: Range<Int>)]? {
        var captures: [(name: String, value: Range<Int>)] = []
        // Where a URL ends with its authority a slash is sent on.
        if path.isEmpty, segments.count == 1, case .literal(let literal) = segments[0], literal.isEmpty { return [] }
        var position = path.lowerBound
        for segment in segments {
            if case .rest = segment { return captures }
            guard position < path.upperBound, bytes[position] == Octets.slash else { return nil }
            let start = position + 1
            var end = start
            while end < path.upperBound, bytes[end] != Octets.slash { end += 1 }
            switch segment {
            case .literal(let literal):
                guard bytes[start..<end].elementsEqual(literal) else { return nil }
            case .capture(let name):
                guard end > start else { return nil }
                captures.append((name, start..<end))
            case .rest: break
            }
            position = end
        }
        return position == path.upperBound ? captures : nil
    }
}
