/// Text and octets, one character an octet (ISO 8859-1), so that any octet can be written into a table and read out of
/// a failure.
extension String {
    var octets: [UInt8] { unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    init(octets: some Sequence<UInt8>) {
        var scalars = UnicodeScalarView()
        for octet in octets { scalars.append(Unicode.Scalar(octet)) }
        self.init(scalars)
    }

    /// Each octet once, in order.
    static let everyOctet = String(octets: UInt8.min...UInt8.max)
}

/// Content whose octets tell their places, so that what is lost, repeated or out of order shows.
enum Octets {
    /// Prime, so that no size in which programs read and write is a multiple of it.
    private static let period = 251
    /// Many periods, so that much is made in one go: octet by octet takes long in a debug build.
    private static let run: [UInt8] = (0..<(1 << 16)).map { UInt8($0 % period) }

    /// The content's octets from a position on.
    static func pattern(at position: Int, count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(count)
        while octets.count < count {
            octets += run[((position + octets.count) % period)...].prefix(count - octets.count)
        }
        return octets
    }
}
