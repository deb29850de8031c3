/// What is known of HTML elements that blanks depend on.
enum HTMLElements {
    /// Elements that stand in a line of text (HTML Standard §15.3, those without a `display` of their own). `br` is none
    /// here: blanks beside it do not show.
    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "button", "canvas", "cite", "code", "data", "del",
        "dfn", "em", "embed", "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "map", "mark", "meter",
        "object", "output", "picture", "progress", "q", "ruby", "s", "samp", "select", "small", "span", "strike",
        "strong", "sub", "sup", "svg", "textarea", "time", "tt", "u", "var", "video", "wbr",
    ]

    private static let preserving: Set<String> = [
        "pre", "textarea", "script", "style", "listing", "xmp", "plaintext",
    ]

    static func isInline(_ name: String) -> Bool { inline.contains(name) }
    static func preservesSpace(_ name: String) -> Bool { preserving.contains(name) }
}
