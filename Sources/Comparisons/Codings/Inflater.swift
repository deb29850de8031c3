import CZlib
import NIOCore

/// Decompresses with zlib: gzip of one or more members (RFC 1952), zlib (RFC 1950), or bare deflate (RFC 1951).
struct Inflater {
    enum Format: Int32 {
        /// The window is 2^15; zlib wants 16 added for gzip, and the negative for bare deflate.
        case gzip = 31
        case zlib = 15
        case raw = -15

        var name: String { self == .gzip ? "gzip" : "deflate" }
    }

    let format: Format
    let limit: Int

    private static let chunk = 64 * 1_024

    /// - Throws: ``BodyFailure``. What follows the data is a fault of it, for what a reader makes of it is anybody's guess;
    ///   but a gzip member may be followed by another one (RFC 1952 §2.2).
    func decode(_ body: ByteBuffer) throws(BodyFailure) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw BodyFailure("zlib has no memory to decode it")
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        let failure = body.withUnsafeReadableBytes { input -> BodyFailure? in
            run(&stream, input, &output)
        }
        if let failure { throw failure }
        return output
    }

    private func run(
        _ stream: inout z_stream, _ input: UnsafeRawBufferPointer, _ output: inout [UInt8]
    ) -> BodyFailure? {
        // zlib only reads what it is given; its interface predates const.
        let bytes = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        guard let bytes, input.count <= Int(UInt32.max) else { return BodyFailure("\(format.name) data is missing") }
        stream.next_in = bytes
        stream.avail_in = UInt32(input.count)
        var hasMember = false
        while true {
            let status = step(&stream, &output)
            let read = input.count - Int(stream.avail_in)
            if output.count > limit { return Self.tooMuch(limit, format.name) }
            switch status {
            case Z_OK:
                // Output was full, or all input is used and the end has not come.
                if stream.avail_in == 0, stream.avail_out > 0 { return endsEarly(input.count) }
            case Z_BUF_ERROR: return endsEarly(input.count)
            case Z_STREAM_END:
                if stream.avail_in == 0 { return nil }
                hasMember = true
                guard format == .gzip, isMember(input, at: read), inflateReset(&stream) == Z_OK else {
                    return BodyFailure("\(Words.octets(Int(stream.avail_in))) follow the \(format.name) data")
                }
            case Z_MEM_ERROR: return BodyFailure("zlib has no memory to decode it")
            default:
                if read <= 2, !hasMember { return BodyFailure("not \(format.name) data") }
                return BodyFailure("\(format.name) data is corrupt near octet \(Words.number(read))")
            }
        }
    }

    private func step(_ stream: inout z_stream, _ output: inout [UInt8]) -> Int32 {
        let room = max(1, min(Self.chunk, limit + 1 - output.count))
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(room)
            let status = inflate(&stream, Z_NO_FLUSH)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<(room - Int(stream.avail_out))]))
            return status
        }
    }

    private func isMember(_ input: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        offset + 1 < input.count && input[offset] == 0x1F && input[offset + 1] == 0x8B
    }

    private func endsEarly(_ count: Int) -> BodyFailure {
        BodyFailure("\(format.name) data ends too early, after \(Words.octets(count))")
    }

    static func tooMuch(_ limit: Int, _ name: String) -> BodyFailure {
        BodyFailure("\(name) data decodes to more than \(Words.octets(limit))")
    }
}
