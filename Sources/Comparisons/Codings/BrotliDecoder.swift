import CBrotliDecoder
import NIOCore

/// Decompresses the `br` coding (RFC 7932) with the system's brotli.
struct BrotliDecoder {
    let limit: Int

    private static let chunk = 64 * 1_024

    /// - Throws: ``BodyFailure``
    func decode(_ body: ByteBuffer) throws(BodyFailure) -> [UInt8] {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw BodyFailure("brotli has no memory to decode it")
        }
        defer { BrotliDecoderDestroyInstance(state) }
        var output: [UInt8] = []
        let failure = body.withUnsafeReadableBytes { run(state, $0, &output) }
        if let failure { throw failure }
        return output
    }

    private func run(
        _ state: OpaquePointer, _ input: UnsafeRawBufferPointer, _ output: inout [UInt8]
    ) -> BodyFailure? {
        var next = input.bindMemory(to: UInt8.self).baseAddress
        var remaining = input.count
        while true {
            let room = max(1, min(Self.chunk, limit + 1 - output.count))
            let status = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
                var free = room
                var target = buffer.baseAddress
                let status = BrotliDecoderDecompressStream(state, &remaining, &next, &free, &target, nil)
                output.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<(room - free)]))
                return status
            }
            if output.count > limit { return Inflater.tooMuch(limit, "br") }
            switch status {
            case BROTLI_DECODER_RESULT_SUCCESS:
                guard remaining > 0 else { return nil }
                return BodyFailure("\(Words.octets(remaining)) follow the br data")
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
                return BodyFailure("br data ends too early, after \(Words.octets(input.count))")
            default: return BodyFailure("br data is corrupt near octet \(Words.number(input.count - remaining))")
            }
        }
    }
}
