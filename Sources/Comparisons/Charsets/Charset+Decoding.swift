extension Charset {
    /// A text in UTF-8. Nothing is repaired: what is no text in this encoding is none.
    ///
    /// A byte order mark of UTF-16 is left out, one of UTF-8 stays: it is a character, and programs trip over it.
    ///
    /// - Throws: ``BodyFailure`` that says where the text is broken.
    func utf8(_ bytes: UnsafeRawBufferPointer) throws(BodyFailure) -> [UInt8] {
        switch self {
        case .utf8:
            if let offset = Self.brokenUTF8(bytes) { throw broken(at: offset) }
            return Array(bytes)
        case .ascii:
            if let offset = bytes.firstIndex(where: { $0 >= 0x80 }) { throw broken(at: offset) }
            return Array(bytes)
        case .latin1: return table(bytes) { UInt32($0) }
        case .latin9: return table(bytes) { Self.latin9Scalars[$0] ?? UInt32($0) }
        case .windows1252:
            return table(bytes) { 0x80..<0xA0 ~= $0 ? Self.windows1252Scalars[Int($0) - 0x80] : UInt32($0) }
        case .utf16: return try utf16(bytes, isLittleEndian: Self.marked(bytes) == .utf16LittleEndian)
        case .utf16LittleEndian: return try utf16(bytes, isLittleEndian: true)
        case .utf16BigEndian: return try utf16(bytes, isLittleEndian: false)
        }
    }

    private func broken(at offset: Int) -> BodyFailure {
        BodyFailure("not \(name) at offset \(Words.number(offset))")
    }

    /// Where bytes stop being UTF-8; `nil` where they are.
    private static func brokenUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        var offset = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }

    private func table(_ bytes: UnsafeRawBufferPointer, _ scalar: (UInt8) -> UInt32) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 { result.append(byte) } else { Self.append(scalar(byte), to: &result) }
        }
        return result
    }

    private func utf16(_ bytes: UnsafeRawBufferPointer, isLittleEndian: Bool) throws(BodyFailure) -> [UInt8] {
        func unit(_ offset: Int) -> UInt32 {
            let pair = (UInt32(bytes[offset]), UInt32(bytes[offset + 1]))
            return isLittleEndian ? pair.1 << 8 | pair.0 : pair.0 << 8 | pair.1
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var offset = bytes.count >= 2 && unit(0) == 0xFEFF ? 2 : 0
        while offset < bytes.count {
            guard offset + 1 < bytes.count else { throw broken(at: offset) }
            var scalar = unit(offset)
            var width = 2
            if scalar & 0xF800 == 0xD800 {
                guard scalar < 0xDC00, offset + 3 < bytes.count, unit(offset + 2) & 0xFC00 == 0xDC00 else {
                    throw broken(at: offset)
                }
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (unit(offset + 2) - 0xDC00)
                width = 4
            }
            Self.append(scalar, to: &result)
            offset += width
        }
        return result
    }

    private static func append(_ value: UInt32, to result: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else { return }
        result.append(contentsOf: encoded)
    }

    /// What is not ISO 8859-1 in ISO 8859-15. Source: unicode.org/Public/MAPPINGS/ISO8859/8859-15.TXT.
    private static let latin9Scalars: [UInt8: UInt32] = [
        0xA4: 0x20AC, 0xA6: 0x0160, 0xA8: 0x0161, 0xB4: 0x017D, 0xB8: 0x017E, 0xBC: 0x0152, 0xBD: 0x0153, 0xBE: 0x0178,
    ]

    /// Octets 0x80 to 0x9F. Source: index-windows-1252.txt of the WHATWG Encoding Standard.
    private static let windows1252Scalars: [UInt32] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
