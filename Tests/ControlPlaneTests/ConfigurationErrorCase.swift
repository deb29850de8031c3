import Testing

/// A bad input, and the error lines expected of it, without the file's name.
struct ConfigurationErrorCase: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let errors: [String]

    var testDescription: String { name }

    /// The text as it is.
    static func whole(_ name: String, _ text: String, _ errors: String...) -> Self {
        Self(name: name, text: text, errors: errors)
    }

    /// After two good upstreams, so that the text begins on line 4.
    static func body(_ name: String, _ text: String, _ errors: String...) -> Self {
        Self(name: name, text: ConfigurationText.upstreams + text, errors: errors)
    }

    /// After two good routes, `read` and the isolated `write`, so that the text begins on line 7.
    static func routed(_ name: String, _ text: String, _ errors: String...) -> Self {
        Self(name: name, text: ConfigurationText.routes + text, errors: errors)
    }

    /// The URL of the candidate, on line 4.
    static func candidate(_ name: String, _ url: String, _ error: String) -> Self {
        let text = "upstreams:\n  legacy: { url: http://a }\n  candidate:\n    url: \(url)\n"
        return Self(name: name, text: text, errors: ["4:10: error: url: \(error)"])
    }

    /// More keys of the candidate, on line 3 from column 31.
    static func upstream(_ name: String, _ text: String, _ error: String) -> Self {
        let upstreams = "upstreams:\n  legacy: { url: http://a }\n  candidate: { url: http://b, \(text) }\n"
        return Self(name: name, text: upstreams, errors: [error])
    }

    /// A rule, on line 8 from column 11.
    static func rule(_ name: String, _ text: String, _ errors: String...) -> Self {
        let route = "routes:\n  - name: a\n    path: /a\n    rules:\n"
        return Self(name: name, text: ConfigurationText.upstreams + route + "      - { \(text) }\n", errors: errors)
    }

    /// A gate, on line 8.
    static func gate(_ name: String, _ text: String, _ errors: String...) -> Self {
        let rollout = "rollouts:\n  - { feature: f, routes: [read], gate: { \(text) } }\n"
        return Self(name: name, text: ConfigurationText.routes + rollout, errors: errors)
    }

    /// An alert, on line 5 from column 16, and probes after it.
    static func alert(_ name: String, _ text: String, probes: String = "", _ errors: String...) -> Self {
        let alerts = "alerts:\n  - { name: a, \(text) }\n\(probes)\n"
        return Self(name: name, text: ConfigurationText.upstreams + alerts, errors: errors)
    }

    /// A freeze, on line 8 from column 46.
    static func freeze(_ name: String, _ text: String, _ errors: String...) -> Self {
        let rollout = "rollouts:\n  - { feature: f, routes: [read], freeze: [{ \(text) }] }\n"
        return Self(name: name, text: ConfigurationText.routes + rollout, errors: errors)
    }
}
