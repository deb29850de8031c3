import JSONText
import NIOCore
import Traffic

extension BodyComparison {
    /// The length from which on looking for what differs is cheaper than reading everything, in bytes.
    static var shortestWithRun: Int { 256 }

    /// Compares two JSON bodies by the members that differ, where those are few and lie close together.
    ///
    /// The result is that of comparing the whole bodies: members before and after the run are the same bytes in the same
    /// place, and as the run has the same keys in the same order on both sides, all members pair in order (also those
    /// whose key occurs more than once). Where that is not so, or in any doubt, nothing is done.
    ///
    /// What the bodies have in common after the run is not read. Bodies that are broken there are broken in the same way,
    /// which is no more of a difference than it is with bodies that are the same altogether.
    ///
    /// - Parameter ends: What the bodies have in common, where that is known.
    /// - Returns: Whether the bodies have been compared.
    mutating func compareDifferingRun(_ left: BodyContent, _ right: BodyContent, _ ends: CommonEnds?) -> Bool {
        let longest = max(left.body.readableBytes, right.body.readableBytes)
        // A rename pairs what may lie anywhere; of longer texts it is said that they are too long; an outline counts what
        // is before and after.
        guard longest >= Self.shortestWithRun, longest < Int(UInt32.max), !rules.hasRenames,
            limits.outlinedDifferences == 0
        else { return false }
        let run = left.body.withUnsafeReadableBytes { left in
            right.body.withUnsafeReadableBytes { right in
                DifferingRun(left, right, ends ?? CommonEnds(left, right), under: Self.location.segments)
            }
        }
        guard let run else { return false }
        return compare(run, left.body, right.body)
    }

    /// - Returns: Whether the run could be compared.
    private mutating func compare(_ run: DifferingRun, _ left: ByteBuffer, _ right: ByteBuffer) -> Bool {
        guard let leftTape = Self.object(left, run.legacy), let rightTape = Self.object(right, run.candidate),
            Self.haveSameKeys(leftTape, rightTape)
        else { return false }
        compareTrees(leftTape, rightTape, under: run.base, areKnownToDiffer: true)
        return true
    }

    /// An object of the members alone.
    private static func object(_ body: ByteBuffer, _ members: Range<Int>) -> JSONTape? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(members.count + 2)
        bytes.append(UInt8(ascii: "{"))
        body.withUnsafeReadableBytes { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[members])) }
        bytes.append(UInt8(ascii: "}"))
        return try? JSONTape(parsing: bytes)
    }

    /// Whether two objects have members, and the same keys in the same order.
    private static func haveSameKeys(_ left: JSONTape, _ right: JSONTape) -> Bool {
        let (end, otherEnd) = (left.next(JSONTape.root), right.next(JSONTape.root))
        var (key, other) = (JSONTape.root + 1, JSONTape.root + 1)
        guard key < end else { return false }
        while key < end, other < otherEnd {
            guard left.isSameString(key, right, other) else { return false }
            (key, other) = (left.next(key + 1), right.next(other + 1))
        }
        return key == end && other == otherEnd
    }
}
