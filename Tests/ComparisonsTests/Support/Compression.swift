import CBrotliEncoder
import CZlib

/// Content codings, as the libraries that servers use make them.
enum Compression {
    enum Format: Int32 {
        case gzip = 31
        case zlib = 15
        case raw = -15
    }

    static func deflated(_ bytes: [UInt8], _ format: Format) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 9, Z_DEFLATED, format.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<count])
    }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, .gzip) }

    static func brotli(_ bytes: [UInt8]) -> [UInt8] {
        var count = BrotliEncoderMaxCompressedSize(bytes.count) + 64
        var output = [UInt8](repeating: 0, count: count)
        BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, bytes.count, bytes, &count, &output)
        return Array(output[..<count])
    }
}
