/// Writes the JSON text of things that are no JSON, so that they can be compared as trees.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(raw text: StaticString) { text.withUTF8Buffer { bytes += $0 } }
    /// - Parameter number: A JSON number.
    mutating func write(number: String) { bytes += number.utf8 }
    /// - Parameter json: A whole JSON text, checked by the caller.
    mutating func write(json: some Sequence<UInt8>) { bytes += json }

    /// Writes a string. Bytes that are no UTF-8 are taken for ISO 8859-1, as obs-text historically was (RFC 9110 §5.5), so
    /// that different bytes stay different.
    mutating func write(string content: some Collection<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        let isASCII = content.allSatisfy { $0 < 0x80 }
        if isASCII || String(validating: content, as: UTF8.self) != nil {
            for byte in content { writeEscaped(byte) }
        } else {
            for byte in content {
                if byte < 0x80 { writeEscaped(byte) } else { bytes += [0xC0 | byte >> 6, 0x80 | byte & 0x3F] }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes one string, or an array of several.
    mutating func write(strings: [some Collection<UInt8>]) {
        if strings.count == 1 { return write(string: strings[0]) }
        write(raw: "[")
        for (index, string) in strings.enumerated() {
            if index > 0 { write(raw: ",") }
            write(string: string)
        }
        write(raw: "]")
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes += "\\u00".utf8
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
