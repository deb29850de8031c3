import NIOCore
import Traffic

/// What the head of an answer says of its body.
struct BodyForm {
    /// In the order in which they were applied.
    let codings: [ContentCoding]
    let type: MediaType
    /// What is known of the body besides its type.
    let field: ContentType?

    init(_ head: MessageHead) {
        self = head.bytes.withUnsafeReadableBytes { BodyForm(head, $0, HeadLines.contentFields(in: $0)) }
    }

    private init(_ head: MessageHead, _ bytes: UnsafeRawBufferPointer, _ fields: HeadLines.ContentFields) {
        codings = fields.hasCoding ? ContentCoding.applied(in: head) : []
        type = fields.type.map { MediaType(bytes[$0]) } ?? .absent
        field = fields.type.flatMap { ContentType(parametersOf: bytes[$0]) }
    }

    /// What two heads say. Mostly both say it in the same octets, which are then made sense of once.
    ///
    /// - Parameter differingLine: The one line that they differ in, where that is known.
    static func pair(
        _ legacy: MessageHead, _ candidate: MessageHead, differingLine: Range<Int>?
    ) -> (legacy: BodyForm, candidate: BodyForm) {
        legacy.bytes.withUnsafeReadableBytes { left in
            candidate.bytes.withUnsafeReadableBytes { right in
                let first = HeadLines.contentFields(in: left)
                let form = BodyForm(legacy, left, first)
                if let start = differingLine?.lowerBound, !HeadLines.beginsWithContent(left, start),
                    !HeadLines.beginsWithContent(right, start)
                {
                    return (form, form)
                }
                let second = HeadLines.contentFields(in: right)
                guard !first.hasCoding, !second.hasCoding, isSame(left, first.type, right, second.type) else {
                    return (form, BodyForm(candidate, right, second))
                }
                return (form, form)
            }
        }
    }

    private static func isSame(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>?, _ others: UnsafeRawBufferPointer,
        _ otherRange: Range<Int>?
    ) -> Bool {
        guard let range, let otherRange else { return range == nil && otherRange == nil }
        return range.count == otherRange.count
            && CommonEnds.prefix(bytes, range.lowerBound, others, otherRange.lowerBound, range.count) == range.count
    }
}
