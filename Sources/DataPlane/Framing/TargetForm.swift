/// The form of a request target (RFC 9112 §3.2).
struct TargetForm {
    let pathAndQuery: Range<Int>
    let authority: Range<Int>?

    init(_ bytes: UnsafeRawBufferPointer, _ line: RequestLine) throws(FramingError) {
        let target = line.target
        if bytes[target.lowerBound] == Octets.slash || line.kind == .connect {
            pathAndQuery = target
            authority = nil
        } else if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*"), line.kind == .options {
            pathAndQuery = target
            authority = nil
        } else if target.count > 7,
            Octets.equals(bytes, target.lowerBound..<target.lowerBound + 4, "http"),
            RequestLine.isExactly(bytes, target.lowerBound + 4..<target.lowerBound + 7, "://")
        {
            let start = target.lowerBound + 7
            var end = start
            while end < target.upperBound, bytes[end] != Octets.slash, bytes[end] != Octets.questionMark { end += 1 }
            guard HostField.isAuthority(bytes, start..<end) else {
                throw .malformed("the target's authority is malformed")
            }
            authority = start..<end
            pathAndQuery = end..<target.upperBound
        } else {
            throw .malformed("the request target is neither a path nor an http URL")
        }
    }
}
