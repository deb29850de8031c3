/// An answer as it came over the wire.
public struct ReceivedAnswer: Sendable {
    /// The status.
    public let status: Int
    /// The header fields, in order.
    public let headers: [HeaderField]
    /// The body.
    public let body: [UInt8]

    /// - Parameters:
    ///   - status: The status.
    ///   - headers: The header fields, in order.
    ///   - body: The body.
    public init(status: Int, headers: [HeaderField], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Fields that two equal answers need not have in common: of one connection, of one moment, of one request.
    private static let incidental: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "content-length", "date", "x-processing-time", "x-request-id", "x-nf-request-id",
    ]

    /// What a client could tell this answer from another by: `status`, `fields`, `body`. The order of fields counts, and
    /// the function's own clock does not.
    public func differences(from other: ReceivedAnswer) -> [String] {
        var differences: [String] = []
        if status != other.status { differences.append("status") }
        let fields = (endToEndFields, other.endToEndFields)
        let areFieldsEqual = fields.0.elementsEqual(fields.1) { left, right in
            left.name == right.name && ECMAScriptText.areIdentical(left.value, right.value)
        }
        if !areFieldsEqual { differences.append("fields") }
        if Self.withoutClock(body) != Self.withoutClock(other.body) { differences.append("body") }
        return differences
    }

    private var endToEndFields: [HeaderField] {
        headers.map { HeaderField($0.name.lowercased(), $0.value) }.filter { !Self.incidental.contains($0.name) }
    }

    /// A body without the digits after `"processingTime":`.
    static func withoutClock(_ body: [UInt8]) -> [UInt8] {
        let key = Array("\"processingTime\":".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var index = 0
        while index < body.count {
            guard body[index] == key[0], body[index...].starts(with: key) else {
                result.append(body[index])
                index += 1
                continue
            }
            result += key
            index += key.count
            while index < body.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(body[index]) { index += 1 }
        }
        return result
    }
}
