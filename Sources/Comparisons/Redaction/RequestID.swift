/// How a request's id is written down: the beginning of it, masked. A client can send one as long as a head.
public enum RequestID {
    /// Bytes of an id that are written down.
    static let limit = 256

    /// Bytes of an id that are looked at: what could belong to an address that the cut divides is read along.
    public static let readBytes = limit + EmailMask.reach

    /// The id as it is written down.
    static func shown(_ id: String) -> String {
        let read = beginning(of: id, bytes: readBytes)
        return beginning(of: EmailMask.masked(read) ?? read, bytes: limit)
    }

    /// The longest beginning of an id, of whole characters, that has at most so many bytes.
    public static func beginning(of id: String, bytes limit: Int) -> String {
        guard id.utf8.count > limit else { return id }
        var end = id.utf8.index(id.startIndex, offsetBy: limit)
        while end.samePosition(in: id.unicodeScalars) == nil { end = id.utf8.index(before: end) }
        return String(id[..<end])
    }
}
