/// Decides whether values of two texts are equal: objects whatever the order of their members, numbers by exact value,
/// strings by content. Equal keys of one object pair by occurrence.
///
/// It keeps its storage from one question to the next, and remembers large values that differ, so that all questions of
/// one comparison together read each text a few times at most. One comparison, one equality.
public struct JSONEquality: Sendable {
    /// The values looked at, for watching that work stays in proportion to the input.
    public private(set) var steps = 0
    private var keys: ContiguousArray<KeyPrefix> = []
    private var different: Set<UInt64> = []

    public init() {}

    /// Whether two values are equal. It allocates nothing for what is, objects of many members in another order excepted.
    public mutating func areEqual(_ tape: JSONTape, _ token: Int, _ other: JSONTape, _ otherToken: Int) -> Bool {
        JSONTape.withViews(tape, other) { left, right in
            var walk = EqualityWalk(tape, left, other, right)
            swap(&walk.keys, &keys)
            swap(&walk.different, &different)
            let areEqual = walk.areEqual(token, otherToken)
            swap(&walk.keys, &keys)
            swap(&walk.different, &different)
            steps += walk.steps
            return areEqual
        }
    }
}
