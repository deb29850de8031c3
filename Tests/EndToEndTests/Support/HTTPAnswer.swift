import Foundation

/// An answer as it came over the wire: order, case and repetition of the fields are kept.
struct HTTPAnswer: Sendable, Equatable, CustomStringConvertible {
    var statusLine: String
    /// The lines of the head, as received.
    var fields: [String]
    /// Without the chunked framing.
    var body: [UInt8]

    var status: Int { statusLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    var description: String { ([statusLine] + fields + ["", text]).joined(separator: "\n") }

    /// The values of a field, in order.
    func values(_ name: String) -> [String] {
        fields.compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    /// The answer with its clocks stopped: what must be the same on every way to the same function.
    var withoutClocks: HTTPAnswer {
        var answer = self
        answer.body = Array(text.replacing(/"processingTime":\d+/, with: "\"processingTime\":0").utf8)
        answer.fields = fields.map { line in
            let name = line.prefix { $0 != ":" }
            switch name.lowercased() {
            case "x-processing-time", "date", "x-nf-request-id": return "\(name): (clock)"
            // The length of a body with a stopped clock; checked against the real one when it was read.
            case "content-length" where body.count != answer.body.count: return "\(name): \(answer.body.count)"
            default: return line
            }
        }
        return answer
    }
}
