/// Puts text of others into Markdown so that it stays text (CommonMark 0.31, and GitHub's extensions).
enum MarkdownText {
    /// Lines as they are, in a block.
    static func fenced(_ lines: [String], language: String) -> String {
        let visible = lines.map { VisibleText.of($0) }
        let fence = String(repeating: "`", count: max(3, (visible.map(longestRun).max() ?? 0) + 1))
        return "\(fence)\(language)\n" + visible.map { $0 + "\n" }.joined() + "\(fence)\n"
    }

    /// A text in a line of prose: whatever could be markup, a mention or a link becomes a character reference, which never
    /// is any of them (CommonMark §2.5).
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            if isPlain(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "&#\(scalar.value);"
            }
        }
        return result
    }

    /// The same, to be read letter by letter.
    static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ",", "(", ")", "–", "'": true
        default: scalar.value >= 0x80
        }
    }

    private static func longestRun(of line: String) -> Int {
        var longest = 0
        var run = 0
        for byte in line.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
