/// A request or an answer as it was on the wire, chunked coding undone.
struct WireMessage {
    let startLine: String
    /// The first word of the start line: a request's method, an answer's version.
    let method: String
    /// The second word of the start line: a request's target, an answer's status.
    let secondWord: String
    /// What follows the second word: a request's version, an answer's reason.
    let rest: String
    /// Of an answer; 0 where the second word is no number.
    let status: Int
    let fields: [(name: String, value: String)]
    var body: [UInt8] = []
    var isComplete = false

    init(startLine: String, fields: [(name: String, value: String)]) {
        let words = startLine.split(separator: " ", maxSplits: 2)
        self.startLine = startLine
        method = words.first.map(String.init) ?? ""
        secondWord = words.count > 1 ? String(words[1]) : ""
        rest = words.count > 2 ? String(words[2]) : ""
        status = Int(secondWord) ?? 0
        self.fields = fields
    }

    /// The values of a field, its name in lower case.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var isInterim: Bool { (100..<200).contains(status) && status != 101 }
}
