/// `application/x-www-form-urlencoded`, as `URLSearchParams` reads it (WHATWG URL, section 5.1).
enum QueryString {
    /// The values of each name, in order.
    static func parameters(_ query: String) -> [String: [String]] {
        var parameters: [String: [String]] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? decode(parts[1]) : ""
            parameters[decode(parts[0]), default: []].append(value)
        }
        return parameters
    }

    /// A plus is a blank, and a malformed escape stands for itself.
    private static func decode(_ text: Substring) -> String {
        String(decoding: PercentEncoding.bytes(text.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }), as: UTF8.self)
    }
}
