import JSONText
import NIOCore
import Traffic

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks whether an answer says of itself that it failed: whether its body is a JSON object with `"success": false` at its top
/// level, content codings undone.
struct FailureSearch {
    private static let successWord = ByteSearch("\"success\"", pairAt: 3)
    private static let falseWord = ByteSearch("false", pairAt: 2)
    /// How far the name, or what it may be written with, can reach out of the octets that differ.
    private static let reach = 8

    let limits: ComparisonLimits

    func isFound(in read: ReadAnswer) -> Bool {
        guard read.answer.isCapturedWhole else { return false }
        guard !read.form.codings.isEmpty else {
            return read.answer.body.withUnsafeReadableBytes { Self.mayName($0) && Self.saysFailure($0, read.form.type) }
        }
        // What cannot be undone says nothing; the comparison says that it cannot.
        let decoder = ContentDecoder(limit: limits.decodedBytes)
        let body = try? decoder.decode(read.answer.body, read.form.codings)
        return body?.withUnsafeReadableBytes { Self.mayName($0) && Self.saysFailure($0, read.form.type) } ?? false
    }

    /// The same of two answers. Where legacy's body has no such member, and most have none, the candidate's can have one only
    /// where the two differ.
    func isFound(in answers: ReadPair) -> (legacy: Bool, candidate: Bool) {
        let (legacy, candidate) = (answers.legacy, answers.candidate)
        guard legacy.form.codings.isEmpty, candidate.form.codings.isEmpty else {
            return (isFound(in: legacy), isFound(in: candidate))
        }
        let mayBeNamed = legacy.answer.body.withUnsafeReadableBytes { Self.mayName($0) }
        let isFoundInLegacy = mayBeNamed && isFound(in: legacy)
        guard !mayBeNamed else { return (isFoundInLegacy, isFound(in: candidate)) }
        let mayDiffer = candidate.answer.body.withUnsafeReadableBytes { bytes in
            let lower = max(0, answers.ends.prefix - Self.reach)
            let upper = min(bytes.count, bytes.count - answers.ends.suffix + Self.reach)
            return Self.mayName(UnsafeRawBufferPointer(rebasing: bytes[lower..<upper]))
        }
        return (false, mayDiffer && isFound(in: candidate))
    }

    /// Whether the member's name is there, plainly or escaped. Few bodies have it at all; only those are read.
    private static func mayName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        successWord.isFound(in: bytes) || hasEscape(bytes)
    }

    private static func saysFailure(_ bytes: UnsafeRawBufferPointer, _ type: MediaType) -> Bool {
        guard falseWord.isFound(in: bytes), type.mayBeJSON, let tape = try? JSONTape(parsing: bytes) else {
            return false
        }
        return tape.member("success", of: JSONTape.root).map { tape.kind($0) == .false } ?? false
    }

    /// Whether there is a `\u`. Backslashes are rare.
    private static func hasEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while let base = rest.base.baseAddress,
            let found = memchr(base + rest.startIndex, Int32(UInt8(ascii: "\\")), rest.count)
        {
            let next = UnsafeRawPointer(found) - base + 1
            guard next < bytes.count else { return false }
            if bytes[next] == UInt8(ascii: "u") { return true }
            rest = bytes[next...]
        }
        return false
    }
}
