/// Where the tokens of a JSON text end: functions from an offset to an offset, which keep nothing.
///
/// The offset is a local variable of whoever reads, so that it stays in a register.
struct JSONLexer {
    let bytes: UnsafeBufferPointer<UInt8>

    /// Where the blanks end that begin here.
    @inline(__always)
    func afterBlanks(_ index: Int) -> Int {
        // Most texts have none, and few have one.
        guard index < bytes.count, bytes[index] <= 0x20 else { return index }
        return afterSomeBlanks(index)
    }

    @inline(never)
    private func afterSomeBlanks(_ start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x20:
                index += 1
                // Indentation.
                while index + 8 <= bytes.count,
                    raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) == 0x2020_2020_2020_2020
                {
                    index += 8
                }
            case 0x0A, 0x0D, 0x09: index += 1
            default: return index
            }
        }
        return index
    }

    /// Where a literal ends.
    @inline(__always)
    func afterLiteral(_ literal: StaticString, _ start: Int) throws(JSONError) -> Int {
        let count = literal.utf8CodeUnitCount
        guard start + count <= bytes.count, bytes[start + 1] == literal.utf8Start[1],
            bytes[start + 2] == literal.utf8Start[2], bytes[start + 3] == literal.utf8Start[3],
            count == 4 || bytes[start + 4] == literal.utf8Start[4]
        else { throw literalError(literal, start) }
        return start + count
    }

    @inline(never)
    private func literalError(_ literal: StaticString, _ start: Int) -> JSONError {
        for position in 0..<literal.utf8CodeUnitCount {
            guard start + position < bytes.count else { return endError() }
            guard bytes[start + position] == literal.utf8Start[position] else {
                return error(.invalidLiteral, "expected '\(literal)'", at: start + position)
            }
        }
        return endError()
    }

    // MARK: - Errors

    @inline(never)
    func error(_ code: JSONError.Code, _ reason: String, at offset: Int) -> JSONError {
        JSONError(code, reason, at: offset, in: bytes)
    }

    @inline(never)
    func endError() -> JSONError { error(.unexpectedEnd, "the text ends too early", at: bytes.count) }

    @inline(never)
    func depthError(at index: Int) -> JSONError {
        error(.tooDeep, "nested deeper than \(JSONTape.depthLimit) levels", at: index)
    }

    /// Names the character only where it is punctuation, so that an error never carries content.
    @inline(never)
    func unexpected(_ expected: String, at index: Int) -> JSONError {
        guard index < bytes.count else { return endError() }
        let byte = bytes[index]
        let found =
            ",:{}[]'\"".utf8.contains(byte) ? "found '\(Character(Unicode.Scalar(byte)))'" : "found something else"
        return error(.unexpectedCharacter, "expected \(expected), \(found)", at: index)
    }

    @inline(never)
    func separatorError(isObject: Bool, at index: Int) -> JSONError {
        unexpected(isObject ? "',' or '}'" : "',' or ']'", at: index)
    }
}
