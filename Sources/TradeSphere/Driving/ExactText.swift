/// A text that equals only what has the same bytes. Swift's own equality takes a composed and a decomposed é for one,
/// which the database does not.
struct ExactText: Hashable {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }
}
