/// A request or an answer as it was on the wire, chunked coding undone.
struct WireMessage {
    var startLine: String
    var fields: [(name: String, value: String)]
    var body: [UInt8] = []
    var isComplete = false

    /// The values of a field, its name in lower case.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    func first(_ name: String) -> String? { values(name).first }

    /// The second word of the start line: a request's target, an answer's status.
    var secondWord: String {
        let words = startLine.split(separator: " ")
        return words.count > 1 ? String(words[1]) : ""
    }

    var method: String { startLine.split(separator: " ").first.map(String.init) ?? "" }

    var status: Int { Int(secondWord) ?? 0 }

    var isInterim: Bool { (100..<200).contains(status) && status != 101 }
}
