import NIOCore

/// Trailer fields on their way through.
enum TrailerSection {
    /// What of a section goes on: all but the fields that are for one connection only (RFC 9110 §7.6.1).
    ///
    /// - Parameters:
    ///   - section: Field lines with their line ends, as ``ChunkedDecoder`` accepts them.
    ///   - names: Those that the message's `Connection` lists, in lower case.
    /// - Returns: `nil` where nothing is left.
    static func endToEnd(_ section: ByteBuffer, without names: [String]) -> ByteBuffer? {
        filter(section) { field, name in !field.isHopByHop && !names.contains(name) }
    }

    /// - Parameter isKept: Is told a field, and its name in lower case.
    /// - Returns: The lines that are kept, or `nil` where there are none.
    static func filter(_ section: ByteBuffer, _ isKept: (KnownField, String) -> Bool) -> ByteBuffer? {
        var kept = ByteBufferAllocator().buffer(capacity: section.readableBytes)
        section.withUnsafeReadableBytes { bytes in
            var start = 0
            while let lineFeed = Octets.firstLineFeed(bytes, from: start) {
                let line = start..<lineFeed + 1
                let name = start..<Octets.endOfToken(bytes, line)
                if isKept(KnownField.of(bytes, name), String(decoding: bytes[name], as: UTF8.self).lowercased()) {
                    kept.writeBytes(bytes[line])
                }
                start = line.upperBound
            }
        }
        return kept.readableBytes > 0 ? kept : nil
    }
}
