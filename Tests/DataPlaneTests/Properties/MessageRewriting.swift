import NIOCore

@testable import DataPlane

/// Messages that were read and are written again.
struct MessageRewriting<Stream: MessageStream> {
    private let trace: EventTrace
    private let forwarded: Bool

    init(_ trace: EventTrace, forwarded: Bool) {
        self.trace = trace
        self.forwarded = forwarded
    }

    // MARK: Writing

    func bytes() -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(trace.octets.count + 1024)
        var heads = trace.heads.makeIterator()
        var isChunked = false
        for (index, mark) in trace.marks.enumerated() {
            switch mark.kind {
            case .interim, .head:
                guard let head = heads.next() else { return buffer }
                isChunked = isWrittenInChunks(head)
                write(head, &buffer)
            case .body:
                if isChunked { buffer.writeString(String(trace.range(index).count, radix: 16) + "\r\n") }
                buffer.writeBytes(trace.octets[trace.range(index)])
                if isChunked { buffer.writeStaticString("\r\n") }
            case .trailers: break
            case .end:
                guard isChunked else { continue }
                buffer.writeStaticString("0\r\n")
                if index > 0, trace.marks[index - 1].kind == .trailers {
                    buffer.writeBytes(trace.octets[trace.range(index - 1)])
                }
                buffer.writeStaticString("\r\n")
            }
        }
        return buffer
    }

    private func write(_ head: MessageHeadView, _ buffer: inout ByteBuffer) {
        guard !forwarded else {
            var bytes = Stream.forward(head)
            buffer.writeBuffer(&bytes)
            return
        }
        head.bytes.withUnsafeReadableBytes { bytes in
            buffer.writeBytes(bytes[..<(head.startLineEnd + 2)])
            for field in head.fields {
                buffer.writeBytes(bytes[field.name])
                buffer.writeStaticString(":")
                buffer.writeBytes(bytes[field.value])
                buffer.writeStaticString("\r\n")
            }
            buffer.writeStaticString("\r\n")
        }
    }

    /// What ends with its connection goes on in chunks (RFC 9112 §7.1), a tunnel as it is.
    private func isWrittenInChunks(_ head: MessageHeadView) -> Bool {
        if case .answer(let answer) = head, forwarded, answer.status != 101, head.body == .untilClose { return true }
        return head.body == .chunked
    }

    // MARK: Comparing

    /// Checks that the same messages came out again.
    func check(_ again: EventTrace) throws(PropertyViolation) {
        try PropertyViolation.unless(again.marks.map(\.kind) == trace.marks.map(\.kind), "the same events come again")
        for index in trace.marks.indices where trace.marks[index].kind == .body || trace.marks[index].kind == .trailers
        {
            try PropertyViolation.unless(
                again.octets[again.range(index)] == trace.octets[trace.range(index)], "the same content comes again")
        }
        for (before, after) in zip(trace.heads, again.heads) { try check(before, after) }
    }

    private func check(_ before: MessageHeadView, _ after: MessageHeadView) throws(PropertyViolation) {
        let framing = forwarded && isWrittenInChunks(before) ? .chunked : before.body
        try PropertyViolation.unless(after.body == framing, "content is framed in the same way")
        try checkStartLine(before, after)
        let (sent, kept) = (endToEnd(before), endToEnd(after))
        try PropertyViolation.unless(sent.count == kept.count, "as many fields come again")
        for (one, other) in zip(sent, kept) {
            try PropertyViolation.unless(
                equal(before, one.name, after, other.name) && equal(before, one.value, after, other.value),
                "the same fields come again, in their order")
        }
    }

    private func checkStartLine(_ before: MessageHeadView, _ after: MessageHeadView) throws(PropertyViolation) {
        switch (before, after) {
        case (.request(let one), .request(let other)):
            try PropertyViolation.unless(equal(before, one.method, after, other.method), "the method stays the same")
            let path = one.pathAndQuery
            // Only an absolute-form target without a path gains one (RFC 9112 §3.2.1, §3.2.4).
            let isCompleted = forwarded && one.authority != nil && other.pathAndQuery.count == path.count + 1
            try PropertyViolation.unless(
                isCompleted || equal(before, path, after, other.pathAndQuery), "the path stays the same")
        case (.answer(let one), .answer(let other)):
            try PropertyViolation.unless(one.status == other.status, "the status stays the same")
        default: throw PropertyViolation("a message stays of its kind")
        }
    }

    /// All fields of a head that was written as it was; of a forwarded one those that are nobody's business on the way.
    private func endToEnd(_ head: MessageHeadView) -> [FieldLine] {
        guard forwarded else { return head.fields }
        let options: ConnectionOptions
        switch head {
        case .request(let head): options = head.options
        case .answer(let head): options = head.options
        }
        return head.bytes.withUnsafeReadableBytes { bytes in
            head.fields.filter { $0.known == .other && !options.names($0, bytes) }
        }
    }

    private func equal(
        _ one: MessageHeadView,
        _ range: Range<Int>,
        _ other: MessageHeadView,
        _ otherRange: Range<Int>
    ) -> Bool {
        one.bytes.withUnsafeReadableBytes { bytes in
            other.bytes.withUnsafeReadableBytes { bytes[range].elementsEqual($0[otherRange]) }
        }
    }
}
