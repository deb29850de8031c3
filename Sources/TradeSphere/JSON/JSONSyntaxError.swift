/// What `JSON.parse` throws, with the words of V8, since the functions put them into their answer.
struct JSONSyntaxError: Error, CustomStringConvertible {
    let description: String

    static let endOfInput = JSONSyntaxError(description: "Unexpected end of JSON input")
    static let nestedTooDeeply = JSONSyntaxError(description: "Maximum call stack size exceeded")

    /// A fault at a place of the text, named by its UTF-16 offset.
    static func at(_ offset: Int, of bytes: [UInt8], _ complaint: String) -> JSONSyntaxError {
        JSONSyntaxError(description: "\(complaint) in JSON at position \(utf16Offset(offset, of: bytes))")
    }

    /// Something that comes after a complete text.
    static func trailing(_ offset: Int, of bytes: [UInt8]) -> JSONSyntaxError {
        let position = utf16Offset(offset, of: bytes)
        return JSONSyntaxError(description: "Unexpected non-whitespace character after JSON at position \(position)")
    }

    /// A character that begins no value, shown with at most ten characters on either side.
    static func unexpectedToken(at offset: Int, of bytes: [UInt8]) -> JSONSyntaxError {
        let units = Array(String(decoding: bytes, as: UTF8.self).utf16)
        let place = utf16Offset(offset, of: bytes)
        let rest = String(decoding: bytes[offset...], as: UTF8.self)
        let token = rest.unicodeScalars.first.map { String($0) } ?? ""
        let start = max(0, place - 10)
        let end = min(units.count, place + 10)
        let excerpt = String(decoding: units[start..<end], as: UTF16.self)
        let leading = start > 0 ? "..." : ""
        let trailing = end < units.count ? "..." : ""
        return JSONSyntaxError(
            description: "Unexpected token '\(token)', \(leading)\"\(excerpt)\"\(trailing) is not valid JSON"
        )
    }

    private static func utf16Offset(_ offset: Int, of bytes: [UInt8]) -> Int {
        String(decoding: bytes[..<offset], as: UTF8.self).utf16.count
    }
}
