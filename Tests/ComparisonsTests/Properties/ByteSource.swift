/// Decisions taken from an input, one byte each; zero when it is used up.
struct ByteSource {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isEmpty: Bool { index >= bytes.count }

    mutating func next() -> Int {
        guard index < bytes.count else { return 0 }
        index += 1
        return Int(bytes[index - 1])
    }

    mutating func next(below limit: Int) -> Int { next() % limit }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next() % elements.count] }

    /// What is left.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { index = bytes.count }
        return bytes[index...]
    }
}
