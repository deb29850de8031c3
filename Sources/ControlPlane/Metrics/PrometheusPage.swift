/// Writes the Prometheus text exposition format, version 0.0.4.
public struct PrometheusPage: Sendable {
    public private(set) var text = ""

    public init() {}

    /// Begins a metric family.
    public mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample; labels with an empty value are left out.
    public mutating func sample(_ name: String, _ labels: [String: String] = [:], _ value: Int) {
        let pairs = labels.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
    }

    /// The same with a value that may have decimals.
    public mutating func sample(_ name: String, _ labels: [String: String] = [:], _ value: Double) {
        let pairs = labels.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
