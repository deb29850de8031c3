import Foundation

/// The form in the ledger: pairs of (distance to the value before, count) in ascending order, each number in LEB128
/// (7 bits a byte, the low ones first).
extension LatencyCounts {
    var encoded: Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * counts.count)
        var previous: UInt32 = 0
        for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
            LatencyCounts.append(UInt64(value - previous), to: &bytes)
            LatencyCounts.append(count, to: &bytes)
            previous = value
        }
        return Data(bytes)
    }

    /// - Throws: ``LedgerError`` where the bytes are no counts.
    init(encoded bytes: Data) throws(LedgerError) {
        self.init()
        var reader = bytes.makeIterator()
        var value: UInt64 = 0
        while let distance = try LatencyCounts.number(&reader) {
            value &+= distance
            guard value <= LatencyCounts.maximumMicroseconds, let count = try LatencyCounts.number(&reader),
                count <= 1 << 40
            else { throw LedgerError(.corrupted, "latency counts that are no latency counts") }
            record(microseconds: value, count: count)
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The next number; `nil` at the end of the bytes.
    private static func number(_ reader: inout Data.Iterator) throws(LedgerError) -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = reader.next() {
            guard shift < 63 else { break }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        guard shift == 0 else { throw LedgerError(.corrupted, "latency counts that break off") }
        return nil
    }
}
