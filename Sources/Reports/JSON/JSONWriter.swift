import Traffic

/// Writes JSON with fields in the order in which they are given, so that two reports can be compared line by line.
struct JSONWriter {
    private(set) var text = ""
    private var depth = 0
    /// Whether the container that is open has a member already.
    private var hasMember = false

    mutating func object(_ body: (inout JSONWriter) -> Void) { container("{", "}", body) }

    mutating func array<Element>(_ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void) {
        container("[", "]") { writer in
            for element in elements {
                writer.beginMember()
                body(&writer, element)
            }
        }
    }

    /// A member of the object that is open.
    mutating func field(_ name: String, _ body: (inout JSONWriter) -> Void) {
        beginMember()
        text += JSONFragment.quoted(name) + ": "
        body(&self)
    }

    mutating func field(_ name: String, _ value: String?) { field(name) { $0.value(value) } }
    mutating func field(_ name: String, _ value: Int) { field(name) { $0.text += String(value) } }
    mutating func field(_ name: String, _ value: Bool) { field(name) { $0.text += value ? "true" : "false" } }
    mutating func field(_ name: String, _ value: Double?) { field(name) { $0.value(value) } }

    /// A value that is JSON already; `null` where there is none.
    mutating func field(_ name: String, _ value: JSONFragment?) { field(name) { $0.text += value?.text ?? "null" } }

    /// What is JSON already.
    mutating func value(_ value: JSONFragment) { text += value.text }

    mutating func value(_ value: String?) { text += value.map(JSONFragment.quoted) ?? "null" }

    /// Whole numbers without a fraction; `null` for what JSON has no number for.
    mutating func value(_ value: Double?) {
        guard let value, value.isFinite else {
            text += "null"
            return
        }
        text += Int(exactly: value).map(String.init) ?? String(value)
    }

    mutating func null() { text += "null" }

    private mutating func beginMember() {
        if hasMember { text += "," }
        hasMember = true
        newLine()
    }

    private mutating func container(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
        text += open
        depth += 1
        hasMember = false
        body(&self)
        depth -= 1
        if hasMember { newLine() }
        // Whatever holds this container has it as a member.
        hasMember = true
        text += close
    }

    private mutating func newLine() { text += "\n" + String(repeating: "  ", count: depth) }
}
