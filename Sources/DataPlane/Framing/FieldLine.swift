/// One field line of a head, as offsets into the head's bytes.
struct FieldLine: Equatable {
    /// The whole line, line end included.
    var line: Range<Int>
    var name: Range<Int>
    /// Without the white space around it.
    var value: Range<Int>
    var known: KnownField
}
