import NIOCore
import Traffic

/// An answer's status, header and trailer fields as a JSON object: `{"status":…,"headers":{…},"trailers":{…}}`.
///
/// A field that occurs once is a string, a repeated one an array; names are in lower case. What may differ between two
/// correct answers is left out.
enum LiftedHead {
    /// Fields that are no part of an answer's meaning.
    static let incidental: Set<String> = [
        "date", "age", "server", "via", "content-length", "x-request-id", "x-nf-request-id", "traceparent",
        "tracestate",
    ]
    /// Fields that belong to one connection (RFC 9110 §7.6.1).
    static let hopByHop: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "proxy-connection", "te", "trailer", "upgrade",
    ]

    static func json(_ answer: Answer, hasTrailers: Bool, withoutETag: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(raw: "{\"status\":")
        writer.write(number: answer.status)
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

    private static func write(_ head: MessageHead, _ withoutETag: Bool, to writer: inout JSONWriter) {
        var names: [String] = []
        var values: [String: [ByteBufferView]] = [:]
        let fields = fields(head)
        let listed = Set(fields.filter { $0.name == "connection" }.flatMap { Self.list($0.value) })
        for (name, value) in fields {
            guard !incidental.contains(name), !hopByHop.contains(name), !listed.contains(name) else { continue }
            if withoutETag, name == "etag" { continue }
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(value)
        }
        writer.write(raw: "{")
        for (index, name) in names.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: name.utf8)
            writer.write(raw: ":")
            write(values[name] ?? [], to: &writer)
        }
        writer.write(raw: "}")
    }

    private static func write(_ values: [ByteBufferView], to writer: inout JSONWriter) {
        if values.count == 1 { return writer.write(string: values[0]) }
        writer.write(raw: "[")
        for (index, value) in values.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: value)
        }
        writer.write(raw: "]")
    }

    /// The members of a comma-separated list, in lower case.
    private static func list(_ value: ByteBufferView) -> [String] {
        String(decoding: value, as: UTF8.self).lowercased().split(separator: ",").map { member in
            String(member.filter { $0 != " " && $0 != "\t" })
        }
    }

    /// The field lines after the start line: names in lower case, values as bytes.
    private static func fields(_ head: MessageHead) -> [(name: String, value: ByteBufferView)] {
        let view = head.bytes.readableBytesView
        var result: [(name: String, value: ByteBufferView)] = []
        var lineStart = (view.firstIndex(of: UInt8(ascii: "\n")) ?? view.endIndex)
        while lineStart < view.endIndex {
            lineStart = view.index(after: lineStart)
            let lineEnd = view[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? view.endIndex
            let line = view[lineStart..<lineEnd]
            if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                result.append((name, trimmed(line[line.index(after: colon)...])))
            }
            lineStart = lineEnd
        }
        return result
    }

    private static func trimmed(_ value: ByteBufferView) -> ByteBufferView {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        guard let first = value.firstIndex(where: { !isBlank($0) }), let last = value.lastIndex(where: { !isBlank($0) })
        else { return value[value.startIndex..<value.startIndex] }
        return value[first...last]
    }
}
