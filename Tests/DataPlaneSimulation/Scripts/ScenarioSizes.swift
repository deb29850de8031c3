/// How much of everything a scenario has.
struct ScenarioSizes {
    var clients = 3
    var requestsEach = 4
    /// Content of requests with a stated length, where it is not short; in bytes.
    var longRequests = [3000, 5000, 90_000]
    /// Bounds of content that is drawn, and of a chunk, in bytes.
    var shortRequest = 300
    var chunk = 400
    var answers = [20, 0, 1, 300, 5000, 300_000]
    /// Bytes captured for comparison, some of them less than a body.
    var captured = [4096, 64, 100_000]
    /// The longest content that a request may have, and two chunks that are more together.
    var taken = 128 * 1024
    var excess = 70_000
    /// Bytes taken from a connection at a time.
    var reads = [65536, 4096, 16, 1]
    /// How many pieces a message is cut into at most; the rest follows as one, for more would take long and show nothing new.
    var pieces = 100

    /// Little of everything, so that a fuzzer tries many orders of events in the time of one large body.
    static let compact = ScenarioSizes(
        clients: 2, requestsEach: 2, longRequests: [90, 300, 600], shortRequest: 60, chunk: 50,
        answers: [20, 0, 1, 60, 250, 900], captured: [400, 16, 2000], taken: 700, excess: 400, reads: [65536, 128, 16],
        pieces: 8)
}
