import JSONText
import NIOCore
import Traffic

/// Reads the values that a request carries at request locations, to find the user.
///
/// Values are compared with a whitelist and hashed into a bucket, so they are percent-decoded: the same user is the same
/// text, whether it comes in the path, the query or a field.
struct RequestLocations {
    let head: RequestHead
    let captures: [(name: String, value: Range<Int>)]

    /// The values found at the locations, in their order.
    ///
    /// - Parameter body: The whole body, where a location may look into it.
    func values(at locations: [Location], body: ByteBuffer?) -> [String] {
        guard !locations.isEmpty else { return [] }
        return locations.compactMap { value(at: $0, body: body) }.filter { !$0.isEmpty }
    }

    /// Whether a location can only be read once the body has come.
    static func needsBody(_ location: Location) -> Bool { location.segments.starts(with: ["request", "body"]) }

    private func value(at location: Location, body: ByteBuffer?) -> String? {
        let segments = location.segments
        guard segments.count >= 2, segments[0] == "request" else { return nil }
        switch (segments[1], segments.count) {
        case ("method", 2): return head.text(head.method)
        case ("path", 3):
            return captures.first { $0.name == segments[2] }.map { PercentEncoding.decode(head.text($0.value)) }
        case ("query", 3): return queryValue(segments[2])
        case ("headers", 3): return head.first(segments[2])
        case ("cookies", 3): return cookie(segments[2])
        case ("jwt", 3...): return claim(Array(segments[2...]))
        case ("body", 3...): return body.flatMap { Self.scalar(in: $0, at: Array(segments[2...])) }
        default: return nil
        }
    }

    /// The first value of a query parameter, in form encoding (`+` is a blank).
    private func queryValue(_ name: String) -> String? {
        let target = head.text(head.pathAndQuery)
        guard let questionMark = target.utf8.firstIndex(of: Octets.questionMark) else { return nil }
        for pair in target[target.index(after: questionMark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard PercentEncoding.decode(parts[0], plusIsBlank: true) == name else { continue }
            return parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsBlank: true) : ""
        }
        return nil
    }

    private func cookie(_ name: String) -> String? {
        for field in head.fields where head.text(field.name).lowercased() == "cookie" {
            for pair in head.text(field.value).split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    /// A claim of the bearer token's payload (RFC 7519 §3). Read and not trusted: an assignment is no permission.
    private func claim(_ path: [String]) -> String? {
        guard let authorization = head.first("authorization"), authorization.lowercased().hasPrefix("bearer ") else {
            return nil
        }
        let parts = authorization.dropFirst(7).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64URL.decode(parts[1].utf8) else { return nil }
        return payload.withUnsafeBytes { JSONTape.scalar(at: path, in: $0) }
    }

    private static func scalar(in body: ByteBuffer, at path: [String]) -> String? {
        body.withUnsafeReadableBytes { JSONTape.scalar(at: path, in: $0) }
    }
}
