import NIOCore

@testable import DataPlane

/// What came out of a decoder, in a form that does not depend on how the bytes were split: body events that follow one
/// another are one.
struct EventTrace {
    struct Mark: Equatable {
        enum Kind: UInt8 {
            case interim, head, body, trailers, end
        }

        var kind: Kind
        /// Where the event's octets end in those of the whole trace.
        var end: Int
    }

    private(set) var octets: [UInt8] = []
    private(set) var marks: [Mark] = []
    private(set) var heads: [MessageHeadView] = []
    var failure: FramingError?

    /// Empties the trace; its storage is kept for the next one.
    mutating func reset() {
        octets.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        heads.removeAll(keepingCapacity: true)
        failure = nil
    }

    mutating func append(_ event: MessageEvent) {
        switch event {
        case .interim(let head): append(head, .interim)
        case .head(let head): append(head, .head)
        case .body(let bytes):
            octets.append(contentsOf: bytes.readableBytesView)
            if marks.last?.kind == .body {
                marks[marks.count - 1].end = octets.count
            } else {
                marks.append(Mark(kind: .body, end: octets.count))
            }
        case .end(let trailers):
            if let trailers {
                octets.append(contentsOf: trailers.readableBytesView)
                marks.append(Mark(kind: .trailers, end: octets.count))
            }
            marks.append(Mark(kind: .end, end: octets.count))
        }
    }

    private mutating func append(_ head: MessageHeadView, _ kind: Mark.Kind) {
        octets.append(contentsOf: head.bytes.readableBytesView)
        marks.append(Mark(kind: kind, end: octets.count))
        heads.append(head)
    }

    /// The octets of an event.
    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : marks[index - 1].end)..<marks[index].end }

    /// Whether two ways to split the same bytes came to the same.
    ///
    /// Where a body was refused for its size, one may have handed out more of it than the other: that depends on what had
    /// come when it was refused.
    func agrees(with other: EventTrace) -> Bool {
        guard failure == other.failure else { return false }
        if octets == other.octets, marks == other.marks { return true }
        guard failure?.code == .bodyTooLarge else { return false }
        let (short, long) = octets.count < other.octets.count ? (self, other) : (other, self)
        return long.octets.starts(with: short.octets) && long.marksWithoutLastBody == short.marksWithoutLastBody
    }

    private var marksWithoutLastBody: ArraySlice<Mark> {
        marks.last?.kind == .body ? marks.dropLast() : marks[...]
    }
}
