/// Names a request in all that belongs to it, so that no byte of one exchange can hide in another.
struct Token: Hashable, CustomStringConvertible {
    let client: Int
    let request: Int

    var description: String { "c\(client)r\(request)" }

    init(client: Int, request: Int) {
        self.client = client
        self.request = request
    }

    /// Reads the token back from the end of a path.
    init?(target: String) {
        let name = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[$0...].dropFirst() } ?? target[...]
        guard name.first == "c", let letter = name.utf8.firstIndex(of: UInt8(ascii: "r")),
            let client = Int(name[..<letter].dropFirst()), let request = Int(name[letter...].dropFirst())
        else { return nil }
        self.init(client: client, request: request)
    }

    /// Content that only this name can have made.
    static func content(_ name: String, count: Int) -> [UInt8] {
        let mark = Array("<\(name)>".utf8).prefix(count)
        return Array(unsafeUninitializedCapacity: count) { content, filled in
            filled = content.update(fromContentsOf: mark)
            // What is there is doubled, again and again.
            while filled < count {
                let more = content[..<min(filled, count - filled)]
                filled = content[filled...].update(fromContentsOf: more)
            }
        }
    }
}
