/// A request as bytes for one connection.
struct HTTPRequest: Sendable, CustomStringConvertible {
    var method = "GET"
    var target: String
    var version = "HTTP/1.1"
    /// Whole lines, after `Host`.
    var fields: [String] = []
    var body: String?

    static let context = "/.netlify/functions/customer-context"
    static let update = "/.netlify/functions/customer-update"

    static func get(_ target: String, fields: [String] = []) -> HTTPRequest {
        HTTPRequest(target: target, fields: fields)
    }

    static func post(_ target: String, _ body: String) -> HTTPRequest {
        HTTPRequest(method: "POST", target: target, fields: ["Content-Type: application/json"], body: body)
    }

    var description: String { "\(method) \(target)" + (body.map { " \($0)" } ?? "") }

    /// With the body's length stated, unless the fields say how it is framed.
    var bytes: [UInt8] {
        var lines = ["\(method) \(target) \(version)", "Host: tradesphere.example"] + fields
        let isFramed = fields.contains { $0.lowercased().hasPrefix("transfer-encoding:") }
        if let body, !isFramed { lines.append("Content-Length: \(body.utf8.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
    }
}
