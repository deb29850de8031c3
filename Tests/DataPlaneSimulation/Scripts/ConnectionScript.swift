/// How a simulated upstream treats a connection, whatever it carries.
struct ConnectionScript {
    enum Acceptance: Equatable {
        /// After so many milliseconds.
        case accepts(after: Int)
        case refuses(after: Int)
        case never
    }

    var acceptance = Acceptance.accepts(after: 0)
    /// Milliseconds after which it is closed or reset, whatever it does then.
    var endsAfter: Int?
    var endsByReset = false
    var speaksFirst = false
    /// Bytes of requests after which it reads no more, and for how many milliseconds; `nil` for ever.
    var stopsReading: (after: Int, milliseconds: Int?)?
    var readBytes = 65536
}
