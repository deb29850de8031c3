/// The text of a head on its way into memory of a given size. What does not fit is only counted, as `snprintf` does, so that
/// the head can be written again where there is enough room.
///
/// A head consists of many small pieces, and each would cost a buffer a look at its room and at who else holds it.
struct HeadText {
    private let start: UnsafeMutableRawPointer
    private let room: Int
    /// How long the text is, whether it fits or not.
    private(set) var length = 0

    init(at start: UnsafeMutableRawPointer, room: Int) {
        self.start = start
        self.room = room
    }

    @inline(__always)
    private mutating func append(_ source: UnsafeRawPointer, count: Int) {
        if length + count <= room { (start + length).copyMemory(from: source, byteCount: count) }
        length += count
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if let source = bytes.baseAddress { append(source, count: bytes.count) }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        append(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    mutating func append(_ text: StaticString) { append(text.utf8Start, count: text.utf8CodeUnitCount) }

    /// (Named, since a literal would be taken for a `String` otherwise.)
    mutating func append(string: String) {
        var text = string
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a word's sixteen hexadecimal digits.
    mutating func append(hexadecimal word: UInt64) {
        withUnsafeBytes(of: Hexadecimal.octets(of: word)) { append($0) }
    }
}
