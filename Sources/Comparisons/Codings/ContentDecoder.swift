import NIOCore

/// Undoes content codings, for a look at what was coded; what is forwarded is never touched.
struct ContentDecoder {
    /// What the content may have at most once a coding is undone, in octets. A bomb stops there.
    let limit: Int

    /// Codings that one body may have; a list can make each octet of a bomb another bomb.
    static let codingLimit = 4

    /// - Parameter codings: In the order in which they were applied; they are undone from the last to the first.
    /// - Throws: ``BodyFailure`` where a coding is not known, its data is broken or goes on after its end, or there is more
    ///   than the limit.
    func decode(_ body: ByteBuffer, _ codings: [ContentCoding]) throws(BodyFailure) -> ByteBuffer {
        guard codings.count <= Self.codingLimit else {
            throw BodyFailure("more than \(Self.codingLimit) content codings")
        }
        var content = body
        for coding in codings.reversed() {
            let decoded: [UInt8]
            switch coding {
            case .identity: continue
            case .gzip: decoded = try inflate(content, .gzip)
            case .deflate: decoded = try inflateEither(content)
            case .brotli: decoded = try BrotliDecoder(limit: limit).decode(content)
            case .unknown(let name):
                throw BodyFailure("the content coding '\(BodyFailure.shown(name))' is not known")
            }
            content = ByteBuffer(bytes: decoded)
        }
        return content
    }

    private func inflate(_ content: ByteBuffer, _ format: Inflater.Format) throws(BodyFailure) -> [UInt8] {
        try Inflater(format: format, limit: limit).decode(content)
    }

    /// The `deflate` coding is the zlib format; many senders leave out its header and checksum (RFC 9110 §8.4.1.2, note).
    private func inflateEither(_ content: ByteBuffer) throws(BodyFailure) -> [UInt8] {
        try inflate(content, Self.hasZlibHeader(content) ? .zlib : .raw)
    }

    /// Whether the first two octets are a zlib header: the method is 8, and both are a multiple of 31 (RFC 1950 §2.2).
    ///
    /// A bare stream begins so only where its first block is stored and the unused bits after its header are not zero.
    private static func hasZlibHeader(_ content: ByteBuffer) -> Bool {
        let octets = Array(content.readableBytesView.prefix(2))
        guard octets.count == 2 else { return false }
        return octets[0] & 0x0F == 8 && octets[0] >> 4 <= 7 && (Int(octets[0]) << 8 | Int(octets[1])) % 31 == 0
    }
}
