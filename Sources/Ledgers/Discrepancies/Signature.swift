import Traffic

/// What makes differences one discrepancy.
struct Signature: Sendable, Hashable {
    var route: String
    var kind: Difference.Kind
    /// The generalised location as a pointer, bounded in length.
    var at: String

    init(route: String, difference: Difference) {
        self.route = route
        kind = difference.kind
        at = Bounded.location(difference.generalisedLocation)
    }
}
