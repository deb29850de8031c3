import NIOCore

/// The options of the `Connection` field (RFC 9110 §7.6.1).
struct ConnectionOptions {
    private(set) var close = false
    private(set) var keepAlive = false
    private(set) var upgrade = false
    /// Names of fields that are for this connection only.
    private(set) var fieldNames: [Range<Int>] = []

    init(_ fields: [FieldLine], _ bytes: UnsafeRawBufferPointer) throws(FramingError) {
        for field in fields where field.known == .connection {
            // What upstreams say most often.
            if Octets.equals(bytes, field.value, "keep-alive") {
                keepAlive = true
                continue
            }
            try Octets.forEachListElement(bytes, field.value) { (element) throws(FramingError) in
                if Octets.equals(bytes, element, "close") {
                    close = true
                } else if Octets.equals(bytes, element, "keep-alive") {
                    keepAlive = true
                } else if Octets.equals(bytes, element, "upgrade") {
                    upgrade = true
                } else {
                    guard fieldNames.count < FramingLimits.connectionFields else {
                        throw FramingError(
                            code: .headTooLarge,
                            reason: "Connection lists more than \(FramingLimits.connectionFields) fields")
                    }
                    fieldNames.append(element)
                }
            }
        }
    }

    /// The names of fields that are for this connection only, in lower case.
    func fieldNames(in head: ByteBuffer) -> [String] {
        guard !fieldNames.isEmpty else { return [] }
        return head.withUnsafeReadableBytes { bytes in
            fieldNames.map { String(decoding: bytes[$0], as: UTF8.self).lowercased() }
        }
    }

    /// Whether a field is named among the options.
    func names(_ field: FieldLine, _ bytes: UnsafeRawBufferPointer) -> Bool {
        fieldNames.contains { option in
            option.count == field.name.count
                && zip(option, field.name).allSatisfy { Octets.lowercased(bytes[$0]) == Octets.lowercased(bytes[$1]) }
        }
    }
}
