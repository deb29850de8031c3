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
        let split = Split(VisibleText.of(legacy.text), VisibleText.of(candidate.text))
        guard split.isMostlyCommon else { return nil }
        start = split.start
        self.legacy = split.legacy
        self.candidate = split.candidate
        end = split.end
    }

    /// The same for any two texts, however little they have in common.
    struct Split: Equatable {
        let start: String
        let legacy: String
        let candidate: String
        let end: String
        /// Whether what is in common is at least half of each; quotation marks alone are nothing in common.
        let isMostlyCommon: Bool

        init(_ legacy: String, _ candidate: String) {
            let left = Array(legacy)
            let right = Array(candidate)
            let shorter = min(left.count, right.count)
            var common = 0
            while common < shorter, Self.isSame(left[common], right[common]) { common += 1 }
            var commonEnd = 0
            while commonEnd < shorter - common,
                Self.isSame(left[left.count - 1 - commonEnd], right[right.count - 1 - commonEnd])
            { commonEnd += 1 }
            isMostlyCommon = (common + commonEnd) * 2 >= max(left.count, right.count) && common + commonEnd > 2
            start = String(left[..<common])
            self.legacy = String(left[common..<(left.count - commonEnd)])
            self.candidate = String(right[common..<(right.count - commonEnd)])
            end = String(left[(left.count - commonEnd)...])
        }

        /// Not by ==, which takes characters for equal that are written in different normalisation forms.
        private static func isSame(_ left: Character, _ right: Character) -> Bool {
            left.unicodeScalars.elementsEqual(right.unicodeScalars)
        }
    }
}
