/// One field line of a head, as offsets into the head's bytes: small, since there are many.
struct FieldLine: Equatable {
    private let start: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let valueEnd: UInt32
    private let end: UInt32
    let known: KnownField

    /// - Parameters:
    ///   - name: Begins the line.
    ///   - lineEnd: Behind the line end.
    init(name: Range<Int>, value: Range<Int>, lineEnd: Int, known: KnownField) {
        start = UInt32(truncatingIfNeeded: name.lowerBound)
        nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
        valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        end = UInt32(truncatingIfNeeded: lineEnd)
        self.known = known
    }

    /// The whole line, line end included.
    var line: Range<Int> { Int(start)..<Int(end) }
    var name: Range<Int> { Int(start)..<Int(nameEnd) }
    /// Without the white space around it.
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}
