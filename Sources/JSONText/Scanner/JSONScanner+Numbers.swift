extension JSONScanner {
    /// Reads a number (RFC 8259 §6).
    mutating func scanNumber() throws(JSONError) {
        let start = index
        try skipNumber()
        append(.number, from: start)
    }

    /// Reads a number and keeps nothing of it.
    mutating func skipNumber() throws(JSONError) {
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard index < bytes.count else { throw endError() }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
            if index < bytes.count, isDigit(bytes[index]) {
                throw error(.invalidNumber, "a number has a leading zero", at: index)
            }
        } else {
            try scanDigits()
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            try scanDigits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            try scanDigits()
        }
    }

    private mutating func scanDigits() throws(JSONError) {
        guard index < bytes.count else { throw endError() }
        guard isDigit(bytes[index]) else { throw error(.invalidNumber, "expected a digit in a number", at: index) }
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    }
}

/// Whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
