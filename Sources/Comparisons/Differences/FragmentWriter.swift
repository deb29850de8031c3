import JSONText
import Traffic

/// Writes a value of a tape as a ``JSONFragment``: white space left out, redacted inside, and not longer than allowed.
struct FragmentWriter {
    private let tape: JSONTape
    private let redaction: Redaction?
    private let limit: Int
    /// How the value relates to the other side's, for redacted scalars.
    private let relation: String?
    /// The places that the value stands at: legacy's, and with a `rename` the candidate's too.
    private var paths: [[String]]
    private var output: [UInt8] = []

    init(_ tape: JSONTape, at locations: [Location], redaction: Redaction?, limit: Int, relation: String? = nil) {
        self.tape = tape
        self.redaction = redaction
        self.limit = limit
        self.relation = relation
        paths = redaction == nil ? [] : locations.map(\.segments)
    }

    /// - Returns: The value; where redaction is due and a place above it is redacted, a description of it.
    mutating func fragment(_ token: Int) -> JSONFragment {
        output.removeAll(keepingCapacity: true)
        if let redaction, paths.contains(where: { redaction.covers(Location($0)) }) {
            writeRedacted(token)
        } else if isTooLongString(token) {
            return shortened(head(ofString: token), of: token)
        } else {
            write(token)
        }
        let text = String(decoding: output, as: UTF8.self)
        return output.count <= limit ? JSONFragment(validJSON: text) : shortened(text, of: token)
    }

    private func isTooLongString(_ token: Int) -> Bool {
        tape.kind(token) == .string && tape.range(token).count > limit + EmailMask.reach
    }

    /// The masked beginning of a long string; what could belong to an address that the cut divides was read along.
    private func head(ofString token: Int) -> String {
        let content = tape.decodedBytes(token).prefix(limit + EmailMask.reach)
        return masked(String(decoding: content, as: UTF8.self))
    }

    private func shortened(_ text: String, of token: Int) -> JSONFragment {
        let mark = "… ‹\(RedactedValue.count(tape.range(token).count, "byte")) in all›"
        return JSONFragment(string: Self.prefix(text, quotedBytes: limit - mark.utf8.count - 2) + mark)
    }

    /// The longest beginning whose JSON string, quotation marks left out, has at most so many bytes.
    static func prefix(_ text: String, quotedBytes limit: Int) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\", "\n", "\r", "\t": count += 2
            case _ where scalar.value < 0x20: count += 6
            default: count += UTF8.width(scalar)
            }
            guard count <= limit else { break }
            result.append(scalar)
        }
        return String(result)
    }

    private mutating func write(_ token: Int) {
        guard output.count <= limit else { return }
        switch tape.kind(token) {
        case .object: writeObject(token)
        case .array: writeArray(token)
        case .string: writeString(token)
        case .number, .true, .false, .null: output += tape.bytes[tape.range(token)]
        }
    }

    private mutating func writeObject(_ object: Int) {
        output.append(UInt8(ascii: "{"))
        var token = object + 1
        while token < tape.next(object), output.count <= limit {
            if token > object + 1 { output.append(UInt8(ascii: ",")) }
            writeString(token)
            output.append(UInt8(ascii: ":"))
            writeChild(token + 1, segment: redaction == nil ? "" : tape.string(token))
            token = tape.next(token + 1)
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func writeArray(_ array: Int) {
        output.append(UInt8(ascii: "["))
        var token = array + 1
        var index = 0
        while token < tape.next(array), output.count <= limit {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            writeChild(token, segment: redaction == nil ? "" : String(index))
            token = tape.next(token)
            index += 1
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func writeChild(_ token: Int, segment: String) {
        guard let redaction else { return write(token) }
        for index in paths.indices { paths[index].append(segment) }
        if paths.contains(where: { redaction.fits($0[...]) }) {
            writeRedacted(token)
        } else {
            write(token)
        }
        for index in paths.indices { paths[index].removeLast() }
    }

    private mutating func writeString(_ token: Int) {
        let range = tape.range(token)
        if range.count > limit + EmailMask.reach {
            output += JSONFragment.quoted(head(ofString: token)).utf8
        } else if redaction != nil, tape.tokens[token].hasEscapes || EmailMask.mayContain(tape.bytes[range]) {
            output += JSONFragment.quoted(masked(tape.string(token))).utf8
        } else {
            output += tape.bytes[range]
        }
    }

    private func masked(_ text: String) -> String {
        guard redaction != nil, let masked = EmailMask.masked(text) else { return text }
        guard masked == EmailMask.replacement else { return masked }
        return RedactedValue.description(
            "e-mail address", size: RedactedValue.count(text.count, "character"), relation: relation)
    }

    private mutating func writeRedacted(_ token: Int) {
        let description: String
        switch tape.kind(token) {
        case .null:
            output += "null".utf8
            return
        case .true, .false: description = RedactedValue.description("boolean", size: nil, relation: relation)
        case .number:
            let size = RedactedValue.count(tape.range(token).count, "digit")
            description = RedactedValue.description("number", size: size, relation: relation)
        case .string:
            let size = RedactedValue.count(tape.string(token).count, "character")
            description = RedactedValue.description("string", size: size, relation: relation)
        case .object:
            description = RedactedValue.description(
                "object", size: RedactedValue.count(tape.keys(token).count, "member"))
        case .array:
            let size = RedactedValue.count(tape.elements(token).count, "element")
            description = RedactedValue.description("array", size: size)
        }
        output += JSONFragment.quoted(description).utf8
    }
}
