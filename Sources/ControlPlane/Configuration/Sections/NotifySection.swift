/// Where alerts and decisions are sent. The URL is kept out of every description, since whoever has it may post.
public struct NotifySection: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    public enum Format: String, Sendable, CaseIterable { case slack, alertmanager, json }

    public var url: String
    public var format: Format

    public init(url: String, format: Format) {
        self.url = url
        self.format = format
    }

    public var description: String { "\(format.rawValue) webhook" }
    public var customMirror: Mirror { Mirror(self, children: ["format": format.rawValue]) }

    /// A webhook that stood there twice would be told everything twice.
    static func readAll(_ field: ConfigurationField) -> [NotifySection] {
        var known: Set<NotifySection> = []
        return field.list { item in
            guard let section = read(item) else { return nil }
            guard known.insert(section).inserted else {
                return item.fail("two entries have the same url and format", suggestion: "remove one of them")
            }
            return section
        }
    }

    private static func read(_ field: ConfigurationField) -> NotifySection? {
        field.mapping { reader in
            let url = reader.require("url") { $0.webhookURL() }
            let format = reader.require("format") { $0.choice(Format.self) }
            guard let url, let format else { return nil }
            return NotifySection(url: url, format: format)
        }
    }
}

extension ConfigurationField {
    /// An `http` or `https` URL with any path and query.
    fileprivate func webhookURL() -> String? {
        let what = "a URL that begins with https:// or http://"
        guard let text = text(what) else { return nil }
        let rest = ["https://", "http://"].first(where: text.hasPrefix).map { text.dropFirst($0.count) }
        guard let rest, Authority(parsing: rest.prefix { !"/?#".contains($0) }) != nil,
            !text.contains(where: \.isWhitespace)
        else { return fail("expected \(what)") }
        return text
    }
}
