import NIOCore

/// A text as a JSON array of its lines, so that texts are aligned as arrays are.
enum LiftedText {
    /// - Returns: `nil` where the bytes are no UTF-8, so that there is no text to compare.
    static func json(_ body: ByteBuffer) -> [UInt8]? {
        let view = body.readableBytesView
        guard String(validating: view, as: UTF8.self) != nil else { return nil }
        var writer = JSONWriter()
        writer.write(raw: "[")
        for (index, line) in view.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: line)
        }
        writer.write(raw: "]")
        return writer.bytes
    }
}
