extension JSONLexer {
    /// Where a number ends (RFC 8259 §6).
    @inline(__always)
    func afterNumber(_ start: Int) throws(JSONError) -> Int {
        var index = start
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard index < bytes.count else { throw endError() }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
            if index < bytes.count, isDigit(bytes[index]) {
                throw error(.invalidNumber, "a number has a leading zero", at: index)
            }
        } else {
            index = try afterDigits(index)
        }
        // A point, or an exponent: `.` is 0x2E, `e` with its case folded 0x65.
        guard index < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] | 0x20 == UInt8(ascii: "e") else {
            return index
        }
        return try afterFraction(index)
    }

    @inline(never)
    private func afterFraction(_ start: Int) throws(JSONError) -> Int {
        var index = start
        if bytes[index] == UInt8(ascii: ".") { index = try afterDigits(index + 1) }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            index = try afterDigits(index)
        }
        return index
    }

    @inline(__always)
    private func afterDigits(_ start: Int) throws(JSONError) -> Int {
        guard start < bytes.count else { throw endError() }
        guard isDigit(bytes[start]) else { throw error(.invalidNumber, "expected a digit in a number", at: start) }
        var index = start + 1
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        return index
    }
}

/// Whether a byte is an ASCII digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
