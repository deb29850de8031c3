/// What a simulated client does on one connection.
struct ClientScript {
    enum Pace: Equatable {
        /// Everything at once, or as the pieces come.
        case pipelined
        /// The next request so many milliseconds after the answer.
        case oneByOne(pause: Int)
    }

    enum Ending: CaseIterable {
        /// Waits for all answers, then closes.
        case waits
        /// Half-closes after the last request, then waits.
        case halfCloses
        /// Waits without end; the proxy has to close.
        case stays
        /// Closes, resets or half-closes without waiting.
        case closes, resets
    }

    var startsAt = 0
    var requests: [RequestScript] = []
    var pace = Pace.pipelined
    /// How requests are cut.
    var pieces = Pieces()
    var pieceDelay = 0
    var ending = Ending.waits
    /// Milliseconds before ``Ending/closes`` or ``Ending/resets`` happens.
    var endingDelay = 0
    /// Sends no more than so many bytes, then ends.
    var cutAt: Int?
    /// Bytes of answers after which it stops reading, and for how many milliseconds; `nil` for ever.
    var stopsReading: (after: Int, milliseconds: Int?)?
    /// Bytes that one of the proxy's reads gives at most.
    var readBytes = 65536
}
