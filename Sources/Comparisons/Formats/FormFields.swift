import NIOCore

/// A body of `application/x-www-form-urlencoded` as an object by name (URL Standard, "application/x-www-form-urlencoded
/// parsing"): a name that occurs once is a string, a repeated one an array in the order of the body.
enum FormFields {
    static func json(_ body: ByteBuffer) -> [UInt8] {
        var names: [[UInt8]] = []
        var values: [[UInt8]: [[UInt8]]] = [:]
        for field in body.readableBytesView.split(separator: UInt8(ascii: "&")) {
            let equals = field.firstIndex(of: UInt8(ascii: "="))
            let name = decoded(field[..<(equals ?? field.endIndex)])
            let value = equals.map { decoded(field[field.index(after: $0)...]) } ?? []
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(value)
        }
        var writer = JSONWriter()
        writer.write(raw: "{")
        for (index, name) in names.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: name)
            writer.write(raw: ":")
            writer.write(strings: values[name] ?? [])
        }
        writer.write(raw: "}")
        return writer.bytes
    }

    /// `+` is a blank, `%` and two hexadecimal digits an octet; what looks otherwise stays as it is.
    ///
    /// What would become no UTF-8 stays encoded, so that it does not become the same as what is.
    private static func decoded(_ text: ByteBufferView) -> [UInt8] {
        let plain = text.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
        guard plain.contains(UInt8(ascii: "%")) else { return plain }
        var result: [UInt8] = []
        var index = 0
        while index < plain.count {
            if plain[index] == UInt8(ascii: "%"), index + 2 < plain.count, let high = digit(plain[index + 1]),
                let low = digit(plain[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(plain[index])
                index += 1
            }
        }
        return String(validating: result, as: UTF8.self) == nil ? plain : result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
