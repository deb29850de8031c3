import NIOCore
import Traffic

/// An answer's status, header and trailer fields as a JSON object: `{"status":…,"headers":{…},"trailers":{…}}`.
///
/// A field that occurs once is a string, a repeated one an array; names are in lower case. Fields that can be written in
/// several ways are in one (``FieldMeaning``). What may differ between two correct answers is left out.
enum LiftedHead {
    /// Fields that are no part of an answer's meaning.
    private static let incidental: [StaticString] = [
        "date", "age", "server", "via", "content-length", "x-request-id", "x-nf-request-id", "traceparent",
        "tracestate",
    ]
    /// Fields that belong to one connection (RFC 9110 §7.6.1).
    private static let hopByHop: [StaticString] = [
        "connection", "keep-alive", "transfer-encoding", "proxy-connection", "te", "trailer", "upgrade",
    ]

    /// Whether two heads are the same line by line, so that there is nothing to compare.
    ///
    /// `false` says nothing: lines in another order can mean the same.
    static func isAlike(_ answers: ReadPair, withoutETag: Bool) -> Bool {
        guard answers.legacy.answer.status == answers.candidate.answer.status,
            answers.legacy.answer.trailers == nil, answers.candidate.answer.trailers == nil
        else { return false }
        return answers.legacy.answer.head.bytes.withUnsafeReadableBytes { left in
            answers.candidate.answer.head.bytes.withUnsafeReadableBytes { right in
                if let line = answers.differingHeadLine {
                    // The first line is the status line, whose status is the same.
                    if line.lowerBound == 0 { return true }
                    if isOfNoAccount(line, in: left, withoutETag), isOfNoAccount(line, in: right, withoutETag) {
                        return true
                    }
                }
                return HeadLines.areAlike(left, right) { isOfNoAccount($1, in: $0, withoutETag) }
            }
        }
    }

    private static func isOfNoAccount(
        _ range: Range<Int>, in bytes: UnsafeRawBufferPointer, _ withoutETag: Bool
    ) -> Bool {
        HeadLines.line(range, in: bytes).map { isOfNoAccount($0, in: bytes, withoutETag) } ?? true
    }

    /// Whether a line that is not the same octets in both heads may be left out without a look at the other lines. What
    /// `Connection` lists is left out too, so that such a line is of account.
    private static func isOfNoAccount(
        _ line: HeadLines.Line, in bytes: UnsafeRawBufferPointer, _ withoutETag: Bool
    ) -> Bool {
        isLeftOut(line, in: bytes, withoutETag)
            && !(line.isNamed("connection", in: bytes) && listsFields(bytes[line.value]))
    }

    /// Whether a value of `Connection` makes fields of the head a matter of the connection.
    private static func listsFields(_ value: Slice<UnsafeRawBufferPointer>) -> Bool {
        list(value).contains { !["keep-alive", "close", ""].contains($0) }
    }

    static func json(_ answer: Answer, hasTrailers: Bool, withoutETag: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(raw: "{\"status\":")
        writer.write(number: String(answer.status))
        writer.write(raw: ",\"headers\":")
        write(answer.head, withoutETag, to: &writer)
        if hasTrailers {
            writer.write(raw: ",\"trailers\":")
            if let trailers = answer.trailers {
                write(trailers, withoutETag, to: &writer)
            } else {
                writer.write(raw: "{}")
            }
        }
        writer.write(raw: "}")
        return writer.bytes
    }

    private static func isLeftOut(
        _ line: HeadLines.Line, in bytes: UnsafeRawBufferPointer, _ withoutETag: Bool
    ) -> Bool {
        if withoutETag, line.isNamed("etag", in: bytes) { return true }
        return incidental.contains { line.isNamed($0, in: bytes) } || hopByHop.contains { line.isNamed($0, in: bytes) }
    }

    private static func write(_ head: MessageHead, _ withoutETag: Bool, to writer: inout JSONWriter) {
        head.bytes.withUnsafeReadableBytes { bytes in
            let head = HeadLines(bytes)
            // Fields that Connection names belong to the connection too.
            let listed = Set(head.lines.filter { head.isNamed($0, "connection") }.flatMap { list(bytes[$0.value]) })
            let fields = LiftedFields(head) { head, line in
                isLeftOut(line, in: bytes, withoutETag) || !listed.isEmpty && listed.contains(head.name(line))
            }
            fields.write(to: &writer)
        }
    }

    /// The members of a comma-separated list, in lower case.
    private static func list(_ value: Slice<UnsafeRawBufferPointer>) -> [String] {
        String(decoding: value, as: UTF8.self).lowercased().split(separator: ",").map { member in
            String(member.filter { $0 != " " && $0 != "\t" })
        }
    }
}
