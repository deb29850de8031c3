import JSONText

/// What has to hold for any bytes: the tape and the skimmer accept what the oracle accepts, and the tape holds its values.
struct ScannerProperty {
    let bytes: [UInt8]

    func check() throws(BrokenPromise) {
        let oracle = NaiveJSON(bytes)
        let tape: JSONTape
        do throws(JSONError) {
            tape = try JSONTape(parsing: bytes)
        } catch {
            try BrokenPromise.unless(oracle == nil, "what RFC 8259 allows is accepted, not refused: \(error)")
            try BrokenPromise.unless(
                (0...bytes.count).contains(error.offset) && error.line >= 1 && error.column >= 1,
                "an error is at a place of the text, not at \(error.offset)")
            try BrokenPromise.unless(!isSkimmed, "a text that the tape refuses is refused when skimmed")
            return
        }
        guard let oracle else { throw BrokenPromise(description: "what RFC 8259 does not allow is refused") }
        try BrokenPromise.unless(tape.next(JSONTape.root) == tape.tokens.count, "the root spans the tape")
        try check(oracle, tape, JSONTape.root, within: 0..<bytes.count)
        try BrokenPromise.unless(isSkimmed, "a text that the tape accepts is accepted when skimmed")
    }

    /// Whether the text is read to its end without a tape.
    private var isSkimmed: Bool {
        bytes.withUnsafeBytes { buffer in
            var skimmer = JSONSkimmer(buffer)
            do throws(JSONError) {
                repeat { try skimmer.advance() } while !skimmer.isAtEnd
            } catch {
                return false
            }
            skimmer.skipBlanks()
            return skimmer.index == buffer.count
        }
    }

    private func check(
        _ oracle: NaiveJSON, _ tape: JSONTape, _ token: Int, within outer: Range<Int>
    ) throws(BrokenPromise) {
        let range = tape.range(token)
        try BrokenPromise.unless(
            range.lowerBound >= outer.lowerBound && range.upperBound <= outer.upperBound && !range.isEmpty,
            "a value lies inside of its container")
        switch (oracle, tape.kind(token)) {
        case (.null, .null), (.boolean(true), .true), (.boolean(false), .false): return
        case (.string(let content), .string):
            try BrokenPromise.unless(tape.decodedBytes(token) == content, "a string has its content")
            try BrokenPromise.unless(tape.isString(token, content), "a string is its content")
            try BrokenPromise.unless(
                tape.order(token, tape, token) == 0 && tape.isSameScalar(token, tape, token), "a string is itself")
        case (.number(let number), .number):
            try BrokenPromise.unless(
                NaiveNumber(tape.bytes[tape.range(token)]).isEqual(to: number) != false, "a number has its text")
            try BrokenPromise.unless(tape.isSameScalar(token, tape, token), "a number is itself")
            _ = tape.decimal(token)
        case (.array(let elements), .array):
            let tokens = tape.elements(token)
            try BrokenPromise.unless(tokens.count == elements.count, "an array has its elements")
            for (element, place) in zip(elements, tokens) { try check(element, tape, place, within: range) }
        case (.object(let members), .object):
            let keys = tape.keys(token)
            try BrokenPromise.unless(keys.count == members.count, "an object has its members")
            for (member, key) in zip(members, keys) {
                try BrokenPromise.unless(tape.decodedBytes(key) == member.key, "a member has its key")
                try check(member.value, tape, key + 1, within: range)
            }
        default: throw BrokenPromise(description: "a value has its type")
        }
    }
}
