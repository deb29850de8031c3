/// One walk down two trees for as long as they are equal.
struct EqualityWalk {
    /// Values of fewer tokens are not worth remembering.
    private static let smallestRemembered = 64

    let legacy: JSONTape
    let candidate: JSONTape
    let left: JSONView
    let right: JSONView
    /// A stack of members that wait for their partners.
    var keys: ContiguousArray<KeyPrefix> = []
    /// Pairs of large values that are known to differ.
    var different: Set<UInt64> = []
    var steps = 0
    /// Up to which of the left offsets the bytes are known to agree with those that lie `shift` further on the right. The
    /// left text is read in order, so that nothing is compared twice on the way down.
    private var agreement = 0
    private var shift = 0

    init(_ legacy: JSONTape, _ left: JSONView, _ candidate: JSONTape, _ right: JSONView) {
        self.legacy = legacy
        self.candidate = candidate
        self.left = left
        self.right = right
    }

    mutating func areEqual(_ token: Int, _ other: Int) -> Bool {
        let first = left.tokens[token]
        let second = right.tokens[other]
        guard first.kind == second.kind else { return false }
        steps += 1
        if isWrittenAlike(first, second) { return true }
        switch first.kind {
        case .true, .false, .null: return true
        case .string:
            guard first.hasEscapes || second.hasEscapes else { return false }
            return legacy.isSameString(token, candidate, other)
        case .number: return legacy.isSameNumber(token, candidate, other)
        case .object, .array: return areContainersEqual(token, other)
        }
    }

    private mutating func isWrittenAlike(_ first: JSONToken, _ second: JSONToken) -> Bool {
        let count = Int(first.end &- first.offset)
        guard count == Int(second.end &- second.offset) else { return false }
        let start = Int(first.offset)
        let distance = Int(second.offset) - start
        if distance == shift, start < agreement { return Int(first.end) <= agreement }
        let common = commonPrefix(left.bytes, start, right.bytes, start + distance, count: count)
        agreement = start + common
        shift = distance
        return common == count
    }

    private mutating func areContainersEqual(_ token: Int, _ other: Int) -> Bool {
        let count = left.next(token) - token
        // Equal values have equally many tokens, in whatever order.
        guard count == right.next(other) - other else { return false }
        guard count >= Self.smallestRemembered else { return areContentsEqual(token, other) }
        let pair = UInt64(token) << 32 | UInt64(other)
        if !different.isEmpty, different.contains(pair) { return false }
        let areEqual = areContentsEqual(token, other)
        if !areEqual { different.insert(pair) }
        return areEqual
    }

    private mutating func areContentsEqual(_ token: Int, _ other: Int) -> Bool {
        left.tokens[token].kind == .object ? areObjectsEqual(token, other) : areArraysEqual(token, other)
    }

    private mutating func areArraysEqual(_ array: Int, _ other: Int) -> Bool {
        let end = left.next(array)
        let otherEnd = right.next(other)
        var token = array + 1
        var otherToken = other + 1
        while token < end, otherToken < otherEnd {
            guard areEqual(token, otherToken) else { return false }
            token = left.next(token)
            otherToken = right.next(otherToken)
        }
        return token == end && otherToken == otherEnd
    }
}
