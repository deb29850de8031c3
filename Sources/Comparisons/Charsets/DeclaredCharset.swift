/// The name of a charset that a document's own beginning declares: `<?xml … encoding="…"?>`, `<meta charset=…>`.
enum DeclaredCharset {
    /// How far a declaration may begin from the start (WHATWG HTML, "prescan a byte stream", 1,024 bytes).
    private static let reach = 1_024

    static func label(in bytes: UnsafeRawBufferPointer, _ type: MediaType) -> String? {
        let head = Array(bytes.prefix(reach))
        switch type {
        case .xml:
            guard head.starts(with: "<?xml".utf8), let end = find("?>", in: head, from: 0) else { return nil }
            return value(after: "encoding", in: Array(head[..<end]))
        case .html:
            var start = 0
            // Where several elements are called meta, the first that names a charset counts.
            while let tag = find("<meta", in: head, from: start) {
                let end = head[tag...].firstIndex(of: UInt8(ascii: ">")) ?? head.count
                if let label = value(after: "charset", in: Array(head[tag..<end])) { return label }
                start = tag + 1
            }
            return nil
        default: return nil
        }
    }

    /// The word after `NAME =`, quoted or not.
    private static func value(after name: String, in bytes: [UInt8]) -> String? {
        guard var index = find(name, in: bytes, from: 0).map({ $0 + name.utf8.count }) else { return nil }
        func skipBlanks() { while index < bytes.count, bytes[index] <= 0x20 { index += 1 } }
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { return nil }
        index += 1
        skipBlanks()
        let ends = Set("\"'; \t\r\n/>".utf8)
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") { index += 1 }
        let word = bytes[index...].prefix { !ends.contains($0) }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// Where a word stands, whatever its case.
    private static func find(_ word: String, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(word.utf8)
        guard bytes.count >= wanted.count, start <= bytes.count - wanted.count else { return nil }
        return (start...(bytes.count - wanted.count)).first { place in
            wanted.indices.allSatisfy { HeadLines.lowered(bytes[place + $0]) == wanted[$0] }
        }
    }
}
