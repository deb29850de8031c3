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
        var words = startLine[...]
        self.startLine = startLine
        method = words.removeFirstWord()
        secondWord = words.removeFirstWord()
        rest = String(words)
        status = Int(secondWord) ?? 0
        self.fields = fields
    }

    /// The values of a field, its name in lower case.
    func values(_ name: String) -> [String] { fields.compactMap { $0.name == name ? $0.value : nil } }

    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var isInterim: Bool { (100..<200).contains(status) && status != 101 }
}

extension Substring {
    /// Takes what is before the first blank, and the blank.
    fileprivate mutating func removeFirstWord() -> String {
        let end = utf8.firstIndex(of: UInt8(ascii: " ")) ?? endIndex
        defer { self = end < endIndex ? self[end...].dropFirst() : self[end...] }
        return String(self[..<end])
    }
}
