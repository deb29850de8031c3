import Traffic

/// The command that sends a request again.
enum CurlCommand {
    /// With `$UPSTREAM` in place of the side to ask, and everything else quoted for a POSIX shell.
    static func text(_ example: DiscrepancyRecord.Example) -> String { parts(example).joined(separator: " ") }

    /// The same in parts that belong together.
    static func parts(_ example: DiscrepancyRecord.Example) -> [String] {
        let method = example.method == "GET" ? "" : " -X " + quoted(example.method)
        return [
            "curl -i" + method,
            "-H " + quoted("x-request-id: " + example.requestID),
            "\"$UPSTREAM\"" + quoted(example.target),
        ]
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        if isPlain, !text.isEmpty { return text }
        return "'" + VisibleText.of(text).replacing("'", with: "'\\''") + "'"
    }
}
