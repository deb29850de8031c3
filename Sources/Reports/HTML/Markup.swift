/// HTML text. The only way to put text of others into it is ``text(_:)``, which escapes it.
struct Markup: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    private(set) var html: String

    /// A literal is trusted: it stands in this program's source.
    init(stringLiteral literal: String) { html = literal }

    init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

    private init(html: String) { self.html = html }

    /// A text as it is, with everything that HTML gives a meaning escaped, in attributes too.
    static func text(_ text: String) -> Markup {
        var html = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(scalar)
            }
        }
        return Markup(html: html)
    }

    /// What this program itself keeps as HTML or CSS, such as the style sheet.
    static func trusted(_ html: String) -> Markup { Markup(html: html) }

    static func joined(_ parts: some Sequence<Markup>, separator: Markup = "") -> Markup {
        Markup(html: parts.map(\.html).joined(separator: separator.html))
    }

    static func + (left: Markup, right: Markup) -> Markup { Markup(html: left.html + right.html) }

    /// Interpolated text is escaped; interpolated markup is not escaped twice.
    struct Interpolation: StringInterpolationProtocol {
        var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(2 * literalCapacity) }

        mutating func appendLiteral(_ literal: String) { html += literal }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ text: String) { html += Markup.text(text).html }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }
    }
}
