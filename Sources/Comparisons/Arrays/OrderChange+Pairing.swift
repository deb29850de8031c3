import Traffic

extension OrderChange {
    /// Moves that are told one by one.
    private static var moveLimit: Int { 3 }

    /// What has moved, by the pairs of an array's elements: all but a longest run that kept its order.
    init(_ pairs: [(left: Int, right: Int)]) {
        let ordered = pairs.sorted { $0.left < $1.left }
        let kept = Set(SequenceAlignment.increasing(ordered).map(\.left))
        let moved = ordered.filter { !kept.contains($0.left) }
        self.init(
            count: pairs.count,
            moved: moved.count,
            isReversed: pairs.count > 2 && zip(ordered, ordered.dropFirst()).allSatisfy { $0.right > $1.right },
            moves: moved.prefix(Self.moveLimit).map { Move(from: $0.left, to: $0.right) }
        )
    }
}
