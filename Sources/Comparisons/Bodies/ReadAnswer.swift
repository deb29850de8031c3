import NIOCore
import Traffic

/// A captured answer, and what its head says of its body: every head is read once.
struct ReadAnswer {
    let answer: Answer
    let form: BodyForm

    init(_ answer: Answer) { self.init(answer, BodyForm(answer.head)) }

    fileprivate init(_ answer: Answer, _ form: BodyForm) {
        self.answer = answer
        self.form = form
    }
}

/// Both answers to one request, and what their bodies have in common at their ends.
///
/// Kept by reference: it goes through several hands, and two answers have many references to count.
final class ReadPair {
    let legacy: ReadAnswer
    let candidate: ReadAnswer
    /// Of the bodies as they were captured.
    let ends: CommonEnds
    /// Where the one line is, if there is only one, that the heads differ in (``HeadLines/onlyDifference(_:_:)``).
    let differingHeadLine: Range<Int>?

    init(_ legacy: Answer, _ candidate: Answer) {
        differingHeadLine = legacy.head.bytes.withUnsafeReadableBytes { left in
            candidate.head.bytes.withUnsafeReadableBytes { HeadLines.onlyDifference(left, $0) }
        }
        let forms = BodyForm.pair(legacy.head, candidate.head, differingLine: differingHeadLine)
        self.legacy = ReadAnswer(legacy, forms.legacy)
        self.candidate = ReadAnswer(candidate, forms.candidate)
        ends = legacy.body.withUnsafeReadableBytes { left in
            candidate.body.withUnsafeReadableBytes { CommonEnds(left, $0) }
        }
    }

    /// Whether the bodies are the same octet by octet.
    var hasSameBodies: Bool {
        ends.prefix == legacy.answer.body.readableBytes && ends.prefix == candidate.answer.body.readableBytes
    }
}
