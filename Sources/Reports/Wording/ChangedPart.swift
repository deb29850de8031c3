import Traffic

/// Where two values differ: what they have in common at both ends, and what is between.
struct ChangedPart: Equatable {
    var start: String
    var legacy: String
    var candidate: String
    var end: String

    /// `nil` where it would not help: a side has no value, or they have little in common.
    init?(legacy: JSONFragment?, candidate: JSONFragment?) {
        guard let legacy, let candidate, legacy != candidate else { return nil }
        let left = Array(VisibleText.of(legacy.text))
        let right = Array(VisibleText.of(candidate.text))
        let shorter = min(left.count, right.count)
        var common = 0
        while common < shorter, left[common] == right[common] { common += 1 }
        var commonEnd = 0
        while commonEnd < shorter - common, left[left.count - 1 - commonEnd] == right[right.count - 1 - commonEnd] {
            commonEnd += 1
        }
        // Quotes alone are nothing in common.
        guard (common + commonEnd) * 2 >= max(left.count, right.count), common + commonEnd > 2 else { return nil }
        start = String(left[..<common])
        self.legacy = String(left[common..<(left.count - commonEnd)])
        self.candidate = String(right[common..<(right.count - commonEnd)])
        end = String(left[(left.count - commonEnd)...])
    }
}
