/// Counts steps: all of them, and those beyond reading the input once, which are bounded.
struct WorkBudget {
    /// All steps, for watching.
    private(set) var steps = 0
    /// Steps of alignment, similarity and trial comparison.
    private(set) var alignmentSteps = 0
    let limit: Int
    /// Whether something was decided by position because the bound was passed.
    var wasExceeded = false

    init(limit: Int) { self.limit = limit }

    var isExhausted: Bool { alignmentSteps >= limit }
    var remaining: Int { max(0, limit - alignmentSteps) }

    mutating func step(_ count: Int = 1) { steps += count }

    mutating func align(_ count: Int) {
        steps += count
        alignmentSteps += count
    }
}
