/// Finds what looks like an e-mail address, from the beginning of a text to its end.
///
/// The work is linear in the text, whatever it is made of: `%40` is an at sign, and yet its characters are also those of a
/// domain and of a local part. A run of domain characters is read once for all at signs in it, and the way back from an at
/// sign is only gone where an address is found, which is never looked at again.
struct EmailSearch<Scalars: RandomAccessCollection<Unicode.Scalar>> where Scalars.Index == Int {
    private let scalars: Scalars
    /// Where the search goes on. What is before it belongs to no further address once one has been found there.
    private var index = 0
    /// The end of the last address.
    private var start = 0
    /// The run of domain characters that was read last, and its last letter.
    private var run = 0..<0
    private var lastLetter: Int?

    /// - Parameter scalars: Counted from 0.
    init(_ scalars: Scalars) { self.scalars = scalars }

    /// The next address.
    mutating func next() -> Range<Int>? {
        while index < scalars.count {
            let width = atSign(index)
            if width > 0, let range = address(index, width) {
                index = range.upperBound
                start = range.upperBound
                return range
            }
            index += 1
        }
        return nil
    }

    /// How many scalars at a place stand for an at sign; 0 where none does.
    private func atSign(_ index: Int) -> Int {
        switch scalars[index] {
        case "@", "\u{FF20}", "\u{FE6B}": return 1
        case "%":
            // %40, %2540, %252540: however often it was encoded.
            var width = 1
            while width < 32, index + width + 1 < scalars.count, scalars[index + width] == "2",
                scalars[index + width + 1] == "5"
            { width += 2 }
            guard index + width + 1 < scalars.count, scalars[index + width] == "4", scalars[index + width + 1] == "0"
            else { return 0 }
            return width + 2
        default: return 0
        }
    }

    /// The address around an at sign.
    private mutating func address(_ sign: Int, _ width: Int) -> Range<Int>? {
        let domain = sign + width
        let isLiteral = domain < scalars.count && scalars[domain] == "["
        if !isLiteral { readRun(from: domain) }
        guard isLiteral || (lastLetter ?? -1) >= domain, let lower = localPart(before: sign) else { return nil }
        var upper = isLiteral ? domain : run.upperBound
        if isLiteral { while upper < scalars.count, scalars[upper - 1] != "]" { upper += 1 } }
        while upper > domain, scalars[upper - 1] == "." { upper -= 1 }
        return lower..<upper
    }

    /// Reads the domain characters from a place on, unless it is in the run that was read last.
    private mutating func readRun(from place: Int) {
        guard !run.contains(place) else { return }
        var end = place
        lastLetter = nil
        while end < scalars.count, Self.isDomainPart(scalars[end]) {
            if scalars[end].properties.isAlphabetic { lastLetter = end }
            end += 1
        }
        run = place..<end
    }

    /// Where the local part before an at sign begins.
    private func localPart(before sign: Int) -> Int? {
        var lower = sign
        if lower > start, scalars[lower - 1] == "\"" {
            lower -= 1
            while lower > start, scalars[lower - 1] != "\"" { lower -= 1 }
            if lower > start { lower -= 1 }
        } else {
            while lower > start, Self.isLocalPart(scalars[lower - 1]) { lower -= 1 }
        }
        return lower < sign ? lower : nil
    }

    private static func isLocalPart(_ scalar: Unicode.Scalar) -> Bool {
        if !scalar.isASCII { return !scalar.properties.isWhitespace && scalar != "›" && scalar != "‹" }
        return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || ".!#$%'*+_`{|}~-".unicodeScalars.contains(scalar)
    }

    private static func isDomainPart(_ scalar: Unicode.Scalar) -> Bool {
        if !scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "." || scalar == "-"
            || scalar == "%"
    }
}
