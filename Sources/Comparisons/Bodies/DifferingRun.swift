import JSONText

/// The members of one object between which two JSON texts differ, where all around them is the same bytes.
///
/// The common beginning is read once, without a tape; then both sides are read from where they part to where both stand
/// behind a value of the same object with nothing but the common end before them. From there on a reader of either side
/// reads the same. What is read is checked as a tape checks it; the common end is not read.
struct DifferingRun {
    /// The keys that lead to the object.
    let base: [String]
    /// Where the members are, without a comma before or after them.
    let legacy: Range<Int>
    let candidate: Range<Int>

    /// Fails where there is no such object, or where so much of it differs that nothing is won.
    ///
    /// - Parameter root: The keys that lead to the texts.
    init?(
        _ legacy: UnsafeRawBufferPointer, _ candidate: UnsafeRawBufferPointer, _ ends: CommonEnds, under root: [String]
    ) {
        // Beyond half of the texts it would not pay to have looked at them twice.
        let limit = max(legacy.count, candidate.count) / 2
        guard max(legacy.count, candidate.count) - ends.prefix - ends.suffix <= limit else { return nil }
        do throws(JSONError) {
            var common = JSONSkimmer(legacy)
            try common.advance()
            guard common.depth > 0, common[level: 0].isObject, common.index <= ends.prefix else { return nil }
            try common.advance(to: ends.prefix)
            var objects = 0
            while objects < common.depth, common[level: objects].isObject { objects += 1 }
            guard objects > 0 else { return nil }
            let end = common[level: objects - 1].start + limit
            guard max(legacy.count, candidate.count) - ends.suffix <= end else { return nil }
            var left = try Search(common, legacy, objects, suffix: ends.suffix, end: end)
            guard left.objects > 0 else { return nil }
            var right = try Search(
                common.continued(in: candidate), candidate, objects, suffix: ends.suffix, end: end)
            while left.objects > 0, right.objects > 0, !left.isAtSamePlace(right) {
                if right.isBehind(left) { try right.advance() } else { try left.advance() }
            }
            guard left.objects > 0, right.objects > 0 else { return nil }
            let start = common[level: left.objects - 1].start
            self.legacy = start..<left.skimmer.index
            self.candidate = start..<right.skimmer.index
            guard max(self.legacy.count, self.candidate.count) <= limit else { return nil }
            var base = root
            base.reserveCapacity(root.count + left.objects - 1)
            for level in 0..<left.objects - 1 { base.append(common.key(ofLevel: level)) }
            self.base = base
        } catch {
            // What is not JSON is told by those who read all of it.
            return nil
        }
    }

    /// One side's way through the places where the run may end: before a comma or brace in the common end.
    private struct Search {
        private(set) var skimmer: JSONSkimmer
        /// How many of the objects that were open where the sides part still are; 0 where there is no further place.
        private(set) var objects: Int
        private let bytes: UnsafeRawBufferPointer
        private let suffix: Int
        /// The offset up to which there is anything to be won.
        private let end: Int

        /// Goes to the first place.
        init(
            _ skimmer: JSONSkimmer, _ bytes: UnsafeRawBufferPointer, _ objects: Int, suffix: Int, end: Int
        ) throws(JSONError) {
            self.skimmer = skimmer
            self.objects = objects
            self.bytes = bytes
            self.suffix = suffix
            self.end = end
            if !isOnPlace() { try advance() }
        }

        /// How many bytes follow.
        private var remaining: Int { bytes.count - skimmer.index }

        func isAtSamePlace(_ other: Search) -> Bool { remaining == other.remaining && objects == other.objects }

        /// Whether this side has to go on, for the other one is further or has closed more.
        func isBehind(_ other: Search) -> Bool {
            remaining == other.remaining ? objects > other.objects : remaining > other.remaining
        }

        /// Goes to the next place.
        mutating func advance() throws(JSONError) {
            repeat {
                try skimmer.advance()
                objects = skimmer.index > end ? 0 : min(objects, skimmer.depth)
            } while objects > 0 && !isOnPlace()
        }

        private mutating func isOnPlace() -> Bool {
            guard skimmer.isAfterValue, skimmer.depth == objects else { return false }
            skimmer.skipBlanks()
            guard remaining > 0, remaining <= suffix else { return false }
            return bytes[skimmer.index] == UInt8(ascii: ",") || bytes[skimmer.index] == UInt8(ascii: "}")
        }
    }
}
