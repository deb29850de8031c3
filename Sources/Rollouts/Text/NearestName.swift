/// Finds the word that somebody probably meant.
public enum NearestName {
    /// The nearest of some names, if one is near enough to be worth suggesting.
    ///
    /// Near is at most a third of the longer word's letters, case apart, by ``distance(_:_:)``.
    public static func suggestion(for word: String, among names: some Sequence<String>) -> String? {
        let lowered = word.lowercased()
        var best: (name: String, distance: Int)?
        for name in names {
            let distance = distance(lowered, name.lowercased())
            guard distance <= max(1, max(word.count, name.count) / 3), distance < best?.distance ?? .max else {
                continue
            }
            best = (name, distance)
        }
        return best?.name
    }

    /// How many letters must be inserted, removed, replaced or swapped with their neighbour: the optimal string alignment
    /// distance (F. J. Damerau, "A technique for computer detection and correction of spelling errors", 1964).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1] + [Int](repeating: 0, count: right.count)
            for column in right.indices {
                let replacing = previous[column] + (left[row] == right[column] ? 0 : 1)
                current[column + 1] = min(replacing, previous[column + 1] + 1, current[column] + 1)
                let isSwap = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { current[column + 1] = min(current[column + 1], beforePrevious[column - 1] + 1) }
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
