import Traffic

/// Redacts a request target: `/request/path/NAME`, `/request/query/NAME`, and what looks like an e-mail address.
struct TargetRedaction {
    static let replacement = "‹redacted›"

    let redaction: Redaction
    let path: PathPattern

    /// The target without what must not be seen.
    func redacted(_ target: String) -> String {
        guard mayHide(target) else { return target }
        guard let mark = target.unicodeScalars.firstIndex(of: "?") else { return redactedPath(target) }
        let query = target.unicodeScalars[target.unicodeScalars.index(after: mark)...]
        return redactedPath(String(target.unicodeScalars[..<mark])) + "?" + redactedQuery(String(query))
    }

    /// A quick no for the many targets in which nothing is named that goes, and nothing looks like an address or hides one.
    private func mayHide(_ target: String) -> Bool {
        if redaction.reachesPath, path.segments.contains(where: \.isCapture) { return true }
        if EmailMask.mayContain(target.utf8) { return true }
        var target = target
        return target.withUTF8 { bytes in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "?"): if redaction.reachesQuery { return true }
                case UInt8(ascii: "%"), UInt8(ascii: "+"): return true
                default: continue
                }
            }
            return false
        }
    }

    private func redactedPath(_ text: String) -> String {
        // In absolute form the path begins after the authority (RFC 9112 §3.2.2).
        let pieces = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        if pieces.count > 2, pieces[0].hasSuffix(":"), pieces[1].isEmpty {
            let origin = pieces[0] + "//" + masked(String(pieces[2]))
            return pieces.count > 3 ? origin + redactedPath("/" + pieces[3]) : String(origin)
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        // The first part is what stands before the first slash: nothing, in origin form.
        var segment = 0
        return parts.enumerated().map { index, part in
            if index == 0 { return masked(String(part)) }
            defer { segment += 1 }
            guard segment < path.segments.count, case .capture(let name) = path.segments[segment],
                redaction.covers(Location(["request", "path", name]))
            else { return masked(String(part)) }
            return Self.replacement
        }.joined(separator: "/")
    }

    private func redactedQuery(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).map { part in
            let mark = part.firstIndex(of: "=")
            let name = part[..<(mark ?? part.endIndex)]
            guard redaction.covers(Location(["request", "query", Self.decoded(String(name))])) else {
                return masked(String(part))
            }
            return masked(String(name)) + "=" + Self.replacement
        }.joined(separator: "&")
    }

    /// The text with addresses masked; where one only shows when the text is decoded, all of it goes.
    private func masked(_ text: String) -> String {
        let masked = EmailMask.masked(text) ?? text
        var decoded = masked
        for _ in 0..<3 {
            let next = Self.decoded(decoded)
            if next == decoded { return masked }
            // What was masked already is no address any more.
            if EmailMask.masked(next) != nil { return EmailMask.replacement }
            decoded = next
        }
        return masked
    }

    /// Percent-decoding, once; what is no UTF-8 then is repaired, for it is only looked at.
    private static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) || text.utf8.contains(UInt8(ascii: "+")) else { return text }
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let value = UInt8(String(decoding: source[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(source[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension PathPattern.Segment {
    fileprivate var isCapture: Bool { if case .capture = self { true } else { false } }
}
