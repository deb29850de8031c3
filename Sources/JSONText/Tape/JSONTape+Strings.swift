extension JSONTape {
    /// Where the content of a string is, quotation marks left out.
    public func contentRange(_ string: Int) -> Range<Int> {
        Int(tokens[string].offset) + 1..<Int(tokens[string].end) - 1
    }

    /// The content of a string, escapes resolved.
    public func string(_ string: Int) -> String {
        guard tokens[string].hasEscapes else { return String(decoding: bytes[contentRange(string)], as: UTF8.self) }
        return String(decoding: decodedBytes(string), as: UTF8.self)
    }

    /// The content of a string as UTF-8, escapes resolved.
    public func decodedBytes(_ string: Int) -> [UInt8] {
        let range = contentRange(string)
        guard tokens[string].hasEscapes else { return Array(bytes[range]) }
        return bytes.withUnsafeBufferPointer { buffer in
            var result: [UInt8] = []
            result.reserveCapacity(range.count)
            var content = DecodedBytes(buffer, range)
            while let byte = content.next() { result.append(byte) }
            return result
        }
    }

    /// Whether two strings have the same content: by bytes where neither has escapes, else by what the escapes stand for.
    ///
    /// No Unicode normalisation: `é` as one scalar and as two are different strings (RFC 8259 §8.3).
    public func isSameString(_ string: Int, _ other: JSONTape, _ otherString: Int) -> Bool {
        if !tokens[string].hasEscapes, !other.tokens[otherString].hasEscapes {
            return isWrittenLike(string, other, otherString)
        }
        return order(string, other, otherString) == 0
    }

    /// Whether a string has a given content.
    public func isString(_ string: Int, _ content: [UInt8]) -> Bool {
        let range = contentRange(string)
        return bytes.withUnsafeBufferPointer { buffer in
            guard tokens[string].hasEscapes else {
                guard range.count == content.count else { return false }
                return content.withUnsafeBytes {
                    commonPrefix(UnsafeRawBufferPointer(buffer), range.lowerBound, $0, 0, count: range.count)
                        == range.count
                }
            }
            var decoded = DecodedBytes(buffer, range)
            for byte in content { guard decoded.next() == byte else { return false } }
            return decoded.next() == nil
        }
    }

    /// How two strings sort by their content's bytes: negative, zero or positive.
    public func order(_ string: Int, _ other: JSONTape, _ otherString: Int) -> Int {
        bytes.withUnsafeBufferPointer { left in
            other.bytes.withUnsafeBufferPointer { right in
                var leftBytes = DecodedBytes(left, contentRange(string))
                var rightBytes = DecodedBytes(right, other.contentRange(otherString))
                while true {
                    switch (leftBytes.next(), rightBytes.next()) {
                    case (nil, nil): return 0
                    case (nil, _): return -1
                    case (_, nil): return 1
                    case (let leftByte?, let rightByte?):
                        if leftByte != rightByte { return leftByte < rightByte ? -1 : 1 }
                    }
                }
            }
        }
    }
}
