/// Colours text for a terminal, or leaves it as it is.
struct Painter {
    /// Of ECMA-48, "select graphic rendition".
    enum Style: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    let colour: Bool

    func callAsFunction(_ text: String, _ styles: Style...) -> String {
        guard colour, !text.isEmpty else { return text }
        return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}
