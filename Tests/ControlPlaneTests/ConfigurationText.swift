import ControlPlane

/// Pieces of configurations, and what reading them gives.
enum ConfigurationText {
    /// Three lines.
    static let upstreams = """
        upstreams:
          legacy: { url: http://127.0.0.1:9001 }
          candidate: { url: http://127.0.0.1:9002 }

        """

    /// Six lines.
    static let routes =
        upstreams + """
            routes:
              - { name: read, path: /read, user: [/request/query/id] }
              - { name: write, path: /write, methods: [POST], writes: isolated }

            """

    /// The lines that are printed about a text.
    static func errors(in text: String, environment: [String: String] = [:]) -> [String] {
        do {
            _ = try Configuration.parse(text, path: "parallax.yaml", environment: environment)
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    /// A configuration that is right.
    static func configuration(
        _ text: String,
        environment: [String: String] = [:]
    ) throws -> Configuration {
        try Configuration.parse(text, path: "Config/parallax.yaml", environment: environment)
    }
}
