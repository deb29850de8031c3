/// Writes field lines as an object by field name, in lower case.
struct LiftedFields {
    private let head: HeadLines
    private var names: [String] = []
    private var values: [String: [Range<Int>]] = [:]

    /// - Parameter isLeftOut: Says of a line whether it is of no account.
    init(_ head: HeadLines, except isLeftOut: (HeadLines, HeadLines.Line) -> Bool) {
        self.head = head
        for line in head.lines where !isLeftOut(head, line) {
            let name = head.name(line)
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(line.value)
        }
    }

    var isEmpty: Bool { names.isEmpty }

    func write(to writer: inout JSONWriter) {
        writer.write(raw: "{")
        for (index, name) in names.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: name.utf8)
            writer.write(raw: ":")
            FieldMeaning.write(name, (values[name] ?? []).map { head.bytes[$0] }, to: &writer)
        }
        writer.write(raw: "}")
    }
}
