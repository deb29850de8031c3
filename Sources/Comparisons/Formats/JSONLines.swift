import JSONText
import NIOCore

/// Documents of one line each (`application/x-ndjson`, `application/jsonl`) as a JSON array; empty lines are left out.
enum JSONLines {
    /// - Throws: ``BodyFailure`` for the first line that is no JSON text.
    static func json(_ body: ByteBuffer) throws(BodyFailure) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(raw: "[")
        var isFirst = true
        var number = 0
        for line in body.readableBytesView.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do throws(JSONError) {
                // Each line alone: two broken ones may be whole together.
                _ = try JSONTape(parsing: Array(line))
            } catch {
                throw BodyFailure(not: "JSON", line: number, column: error.column, error.reason)
            }
            if !isFirst { writer.write(raw: ",") }
            isFirst = false
            writer.write(json: line)
        }
        writer.write(raw: "]")
        return writer.bytes
    }
}
