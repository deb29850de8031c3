/// At most so many examples of one discrepancy: the first few, which show how it began, and the newest.
struct ExampleBuffer: Sendable {
    /// Of a limit, how many are for the first ones.
    static func firstOnes(of limit: Int) -> Int { (limit + 3) / 4 }

    private let limit: Int
    private var first: [StoredExample] = []
    private var newest: [StoredExample] = []

    init(limit: Int) { self.limit = max(0, limit) }

    /// In the order in which they came.
    var all: [StoredExample] { first + newest }

    /// Adds an example.
    ///
    /// - Returns: The example that had to make room, which may be the new one.
    mutating func insert(_ example: StoredExample) -> StoredExample? {
        let firstOnes = ExampleBuffer.firstOnes(of: limit)
        guard first.count >= firstOnes else {
            first.append(example)
            return nil
        }
        newest.append(example)
        return newest.count > limit - firstOnes ? newest.removeFirst() : nil
    }
}
