/// Text and octets, one character an octet (ISO 8859-1), so that any octet can be written into a table and read out of
/// a failure.
extension String {
    var octets: [UInt8] { unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    init(octets: some Sequence<UInt8>) {
        var scalars = UnicodeScalarView()
        for octet in octets { scalars.append(Unicode.Scalar(octet)) }
        self.init(scalars)
    }
}
