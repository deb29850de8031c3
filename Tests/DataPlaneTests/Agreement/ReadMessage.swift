import NIOCore

/// A message as a reader understood it, in words that two readers share.
struct ReadMessage: Equatable, CustomStringConvertible {
    struct Field: Equatable {
        var name: String
        var value: String

        /// The white space around a value is no part of it (RFC 9110 §5.5).
        init(_ name: String, _ value: String) {
            self.name = name
            self.value = String(
                value.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }

    /// Method, target and version, or version and status.
    var start: String
    var fields: [Field]
    var body: [UInt8] = []
    var trailers: [Field] = []
    var isEnded = false
    /// Whether nothing after this message is HTTP any more, or may be one.
    var isLast = false

    var description: String {
        "\(start) | \(fields.map { "\($0.name): \($0.value)" }) | \(body.count) | \(trailers.count) | \(isEnded)"
    }
}

/// What a reader made of bytes.
struct Reading {
    var messages: [ReadMessage] = []
    var error: (any Error)?

    var isAccepted: Bool { error == nil }

    /// The first way in which two readings of the same bytes differ as far as both accept them; `nil` for none.
    func disagreement(with other: Reading) -> String? {
        for (index, (mine, theirs)) in zip(messages, other.messages).enumerated() {
            guard mine.start == theirs.start else { return "message \(index): \(mine.start) and \(theirs.start)" }
            guard mine.fields == theirs.fields else { return "message \(index): \(mine) and \(theirs)" }
            guard mine.body.starts(with: theirs.body) || theirs.body.starts(with: mine.body) else {
                return "message \(index): bodies \(mine.body) and \(theirs.body)"
            }
            if mine.isEnded, theirs.isEnded {
                guard mine.body == theirs.body, mine.trailers == theirs.trailers else {
                    return "message \(index): \(mine) and \(theirs)"
                }
            }
        }
        guard isAccepted, other.isAccepted else { return nil }
        let isCutShort = messages.last?.isLast == true || other.messages.contains { $0.isLast }
        guard !isCutShort else { return nil }
        return messages == other.messages ? nil : "\(messages) and \(other.messages)"
    }
}
