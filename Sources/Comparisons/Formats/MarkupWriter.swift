/// Writes the events of a markup parser as a JSON tree.
final class MarkupWriter {
    /// Elements may nest this deep: each takes three levels of JSON, which has 512.
    static let depthLimit = 160

    private let isHTML: Bool
    private let limit: Int
    private var writer = JSONWriter()
    private var frames: [Frame] = []
    /// Text since the last tag.
    private var pending: [UInt8] = []
    /// Elements of HTML whose tags are of no account because the document has one of them already.
    private var ghosts: [String] = []
    private(set) var hasRoot = false
    /// How often the parser has told of anything.
    private(set) var events = 0
    private(set) var failure: BodyFailure?
    /// What is wrong with the document in the eyes of the parser.
    private(set) var fault: Fault?
    /// Stops the parser.
    var stop: (() -> Void)?

    /// An error of libxml2.
    struct Fault {
        let code: Int32
        let line: Int
        let column: Int
    }

    /// An element that is open.
    private struct Frame {
        let name: String
        let namespace: String?
        /// Whether it stands in a line of text, so that blanks beside it show.
        let isInline: Bool
        /// Whether blanks and line breaks inside are content.
        let preservesSpace: Bool
        var hasContent = false
        var hasElements = false
        /// Whether what was written last in it stands in a line of text.
        var endsInline: Bool
    }

    /// What comes after a text.
    private enum Follower { case element(isInline: Bool), end }

    init(isHTML: Bool, limit: Int) {
        self.isHTML = isHTML
        self.limit = limit
    }

    // MARK: Events

    /// Keeps the first fault.
    func note(_ fault: Fault) { self.fault = self.fault ?? fault }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        events += 1
        guard failure == nil, !frames.isEmpty else { return }
        pending.append(contentsOf: bytes)
        check(pending.count)
    }

    /// - Parameter attributes: Calls back with the name and value of each.
    func start(
        _ name: String, namespace: String?,
        attributes: ((UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void) -> Void
    ) {
        events += 1
        guard failure == nil else { return }
        let isInline = isHTML && HTMLElements.isInline(name)
        flush(before: .element(isInline: isInline))
        if isHTML, name == "html" || name == "body", frames.contains(where: { $0.name == name }) {
            ghosts.append(name)
            return
        }
        guard frames.isEmpty ? !hasRoot : true else { return fail("more than one root element") }
        guard frames.count < Self.depthLimit else {
            return fail("more than \(Self.depthLimit) elements inside each other")
        }
        if !frames.isEmpty {
            separate()
            frames[frames.count - 1].hasElements = true
            frames[frames.count - 1].endsInline = isInline
        }
        hasRoot = true
        writer.write(raw: "{")
        writer.write(string: name.utf8)
        writer.write(raw: ":{")
        var preservesSpace = frames.last?.preservesSpace ?? false
        if isHTML, HTMLElements.preservesSpace(name) { preservesSpace = true }
        if let namespace, namespace != frames.last?.namespace { write(member: "xmlns".utf8, namespace.utf8) }
        attributes { name, value in
            write(member: name, value)
            if !isHTML, name.elementsEqual("xml:space".utf8) { preservesSpace = value.elementsEqual("preserve".utf8) }
        }
        writer.write(raw: "\"#\":[")
        frames.append(
            Frame(
                name: name, namespace: namespace, isInline: isInline, preservesSpace: preservesSpace,
                endsInline: isInline))
        check(0)
    }

    func end(_ name: String) {
        events += 1
        guard failure == nil else { return }
        flush(before: .end)
        // What follows </body> or </html> belongs to the body all the same (HTML Standard, "after after body").
        if isHTML, name == "html" || name == "body" {
            if let ghost = ghosts.lastIndex(of: name) { ghosts.remove(at: ghost) }
            return
        }
        if frames.last?.name == name { close() }
    }

    /// The whole tree; what is open is closed.
    func json() -> [UInt8] {
        flush(before: .end)
        while !frames.isEmpty { close() }
        return writer.bytes
    }

    // MARK: Writing

    private func close() {
        writer.write(raw: "]}}")
        frames.removeLast()
    }

    private func write(member name: some Collection<UInt8>, _ value: some Collection<UInt8>) {
        writer.write(string: name)
        writer.write(raw: ":")
        writer.write(string: value)
        writer.write(raw: ",")
    }

    private func separate() {
        if frames[frames.count - 1].hasContent { writer.write(raw: ",") }
        frames[frames.count - 1].hasContent = true
    }

    private func append(_ text: some Collection<UInt8>) {
        separate()
        writer.write(string: text)
        frames[frames.count - 1].endsInline = true
    }

    private func fail(_ reason: String) {
        failure = BodyFailure("\(isHTML ? "HTML" : "XML") with \(reason)")
        pending = []
        stop?()
    }

    private func check(_ more: Int) {
        guard writer.bytes.count + more > limit else { return }
        failure = BodyFailure("\(isHTML ? "HTML" : "XML") takes more than \(Words.octets(limit)) as a tree")
        pending = []
        stop?()
    }

    // MARK: Space

    /// Writes the text since the last tag, if it is content.
    private func flush(before follower: Follower) {
        guard !pending.isEmpty, let frame = frames.last else { return pending = [] }
        let text = pending
        pending = []
        if isHTML {
            frame.preservesSpace ? appendLines(text) : appendCollapsed(text, frame, follower)
        } else if frame.preservesSpace || !isInsignificant(text, frame, follower) {
            append(text)
        }
    }

    /// Between the elements of an XML element blanks are indentation.
    private func isInsignificant(_ text: [UInt8], _ frame: Frame, _ follower: Follower) -> Bool {
        guard text.allSatisfy(Self.isBlank) else { return false }
        if case .element = follower { return true }
        return frame.hasElements
    }

    /// Lines that count, such as those of a script, are aligned like the lines of a text.
    private func appendLines(_ text: [UInt8]) {
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) { append(line) }
    }

    /// Writes HTML text as it shows: blanks and line breaks are one blank, and none at the edge of a block. What consists of
    /// nothing else is left out.
    private func appendCollapsed(_ text: [UInt8], _ frame: Frame, _ follower: Follower) {
        let words = text.split(whereSeparator: Self.isBlank)
        guard let first = text.first, let last = text.last, !words.isEmpty else { return }
        var result: [UInt8] = Self.isBlank(first) && frame.endsInline ? [0x20] : []
        for (index, word) in words.enumerated() {
            if index > 0 { result.append(0x20) }
            result += word
        }
        let isBeforeInline =
            switch follower {
            case .element(let isInline): isInline
            case .end: frame.isInline
            }
        if Self.isBlank(last), isBeforeInline { result.append(0x20) }
        append(result)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C
    }
}
