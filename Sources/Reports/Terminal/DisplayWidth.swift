/// How many columns text takes on a terminal.
///
/// A character takes two columns where Unicode calls it wide or full-width (UAX #11) or shows it as an emoji (UTS #51),
/// none where it only modifies the one before, and one otherwise.
enum DisplayWidth {
    static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

    static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // The mark that asks for an emoji's picture.
            if scalar.value == 0xFE0F { return 2 }
            width = max(width, of(scalar))
        }
        return width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        if scalar.properties.isEmojiPresentation { return 2 }
        if isWide(scalar.value) { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF: true
        case 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F: true
        case 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x20000...0x3FFFD: true
        default: false
        }
    }

    /// The text filled up with spaces.
    static func padded(_ text: String, to width: Int, atStart: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - of(text)))
        return atStart ? space + text : text + space
    }

    /// The text, or as much of its beginning and end as fits around a `…`.
    static func shortened(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 1 else { return width == 1 ? "…" : "" }
        let end = prefix(String(text.reversed()), width: (width - 1) / 2)
        let start = prefix(text, width: width - 1 - of(end))
        return start + "…" + String(end.reversed())
    }

    /// As many characters as fit.
    static func prefix(_ text: String, width: Int) -> String {
        var left = width
        var result = ""
        for character in text {
            left -= of(character)
            guard left >= 0 else { break }
            result.append(character)
        }
        return result
    }

    /// The text in lines, broken at spaces where there are any, and inside of what is longer than a line.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        let width = max(width, 2)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var rest = String(word)
            if !line.isEmpty, of(line) + 1 + of(rest) <= width {
                line += " " + rest
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while of(rest) > width {
                let piece = prefix(rest, width: width)
                lines.append(piece)
                rest.removeFirst(piece.count)
            }
            line = rest
        }
        lines.append(line)
        return lines
    }
}
