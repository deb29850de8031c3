/// Lines of a received head that are forwarded one behind the other, so that they go over in one piece.
struct LineRun {
    private var start: Int
    private var end: Int

    /// A run that begins with something.
    init(_ first: Range<Int> = 0..<0) {
        start = first.lowerBound
        end = first.upperBound
    }

    /// Adds the next line that is forwarded. What came before it goes out now, unless the line follows it at once.
    mutating func add(_ line: Range<Int>, _ bytes: UnsafeRawBufferPointer, to text: inout HeadText) {
        if line.lowerBound != end {
            finish(bytes, to: &text)
            start = line.lowerBound
        }
        end = line.upperBound
    }

    /// Puts out what has not gone out.
    mutating func finish(_ bytes: UnsafeRawBufferPointer, to text: inout HeadText) {
        text.append(bytes, start..<end)
        start = end
    }
}
