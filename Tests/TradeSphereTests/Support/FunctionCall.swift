import TradeSphere

/// A request to one of the functions.
struct FunctionCall: Sendable, CustomStringConvertible {
    let function: String
    var event: FunctionEvent

    var description: String {
        "\(event.httpMethod) \(event.path)?\(event.rawQuery) \(event.body ?? "")"
    }

    /// A read: the path's last segment as it stands on the wire.
    static func context(_ segment: String, _ query: String, method: String = "GET") -> FunctionCall {
        let path = "/.netlify/functions/customer-context/\(segment)"
        return FunctionCall(
            function: "customer-context",
            event: FunctionEvent(path: path, httpMethod: method, rawQuery: query)
        )
    }

    /// A write.
    static func update(_ body: String?, method: String = "POST", dryRun: Bool = false) -> FunctionCall {
        let headers = dryRun ? [HeaderField("Parallax-Dry-Run", "?1")] : []
        return FunctionCall(
            function: "customer-update",
            event: FunctionEvent(
                path: "/.netlify/functions/customer-update", httpMethod: method, headers: headers, body: body)
        )
    }

    /// A write of a valid body.
    static func update(_ members: [(String, JSONValue)], dryRun: Bool = false) -> FunctionCall {
        update(JSONValue.object(members.map(JSONValue.Member.init)).serialized, dryRun: dryRun)
    }

    /// `encodeURIComponent`.
    static func encoded(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if plain.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
