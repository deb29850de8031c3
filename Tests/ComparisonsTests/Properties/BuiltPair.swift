/// Two JSON texts that an input describes: the second is the first with some places written otherwise, moved or replaced.
struct BuiltPair {
    private(set) var legacy: [UInt8] = []
    private(set) var candidate: [UInt8] = []
    private var source: ByteSource

    private static let scalars: [(String, String)] = [
        ("null", "null"), ("1", "1.0"), ("12", "1.2e1"), ("0", "-0"), ("1", "2"), ("\"a\"", "\"\\u0061\""),
        ("\"é\"", "\"\\u00e9\""), ("\"a\"", "\"b\""), ("true", "false"), ("\"1\"", "1"), ("-1.50", "-15e-1"),
        ("9007199254740993", "9007199254740992"), ("\"𝄞\"", "\"\\ud834\\udd1e\""), ("[]", "{}"), ("\"\"", "null"),
        ("\"0123456789abcdef\"", "\"0123456789abcdeg\""), ("\"2026-01-02T03:04:05Z\"", "\"2026-01-02T04:04:05+01:00\""),
    ]
    private static let keys = [
        "\"a\"", "\"b\"", "\"id\"", "\"\\u0061\"", "\"é\"", "\"longer than eight\"", "\"longer than nine\"", "\"\"",
    ]
    /// Beyond, containers end: what is found in long texts is found in short ones, in less time.
    private static let mostBytes = 160
    private static let blanks = ["", "", "", " ", "\n        ", "\t"]

    init(_ source: ByteSource) {
        self.source = source
        build(depth: 0)
    }

    private mutating func append(_ text: String) { append(text, text) }

    private mutating func append(_ left: String, _ right: String) {
        legacy += left.utf8
        candidate += right.utf8
    }

    private mutating func build(depth: Int) {
        let choice = source.next()
        if choice & 0x80 != 0 { append("", source.pick(Self.blanks)) }
        switch depth < 5 && legacy.count < Self.mostBytes ? choice & 7 : 0 {
        case 0, 1: scalar(choice >> 3 & 3)
        case 2, 3: container(depth, isObject: false, choice >> 3 & 3)
        default: container(depth, isObject: true, choice >> 3 & 3)
        }
    }

    private mutating func scalar(_ change: Int) {
        let (left, right) = source.pick(Self.scalars)
        if change == 3 { append(left, right) } else { append(change == 2 ? right : left) }
    }

    /// An array or object, whose parts may be in another order, missing or more in the second text.
    private mutating func container(_ depth: Int, isObject: Bool, _ change: Int) {
        append(isObject ? "{" : "[")
        var parts: [(left: [UInt8], right: [UInt8])] = []
        let count = source.next(below: 6)
        for _ in 0..<count where !source.isEmpty {
            let before = (legacy.count, candidate.count)
            if isObject { append(source.pick(Self.keys) + ":") }
            build(depth: depth + 1)
            parts.append((Array(legacy[before.0...]), Array(candidate[before.1...])))
            legacy.removeSubrange(before.0...)
            candidate.removeSubrange(before.1...)
        }
        var left = parts.map(\.left)
        var right = parts.map(\.right)
        switch change {
        case 1: right.reverse()
        case 2: if !right.isEmpty { right.remove(at: source.next(below: right.count)) }
        case 3: if !left.isEmpty { left.swapAt(0, source.next(below: left.count)) }
        default: break
        }
        legacy += left.joined(separator: [UInt8(ascii: ",")])
        candidate += right.joined(separator: [UInt8(ascii: ",")])
        append(isObject ? "}" : "]")
    }
}
