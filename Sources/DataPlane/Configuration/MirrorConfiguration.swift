/// How copies are sent.
public struct MirrorConfiguration: Sendable, Equatable {
    /// Copies that wait or run at the same time; more are shed, and counted.
    public var maximumInFlight: Int
    /// Bytes of a body that are captured, of requests and answers alike.
    public var maximumBodyBytes: Int
    /// How long a copy may wait for its turn behind other copies of its connection, and again how long it may take from
    /// then on, in nanoseconds: who waited is not judged by what is left.
    public var timeout: Int64

    public init(
        maximumInFlight: Int = 256,
        maximumBodyBytes: Int = 1024 * 1024,
        timeout: Int64 = 30_000_000_000
    ) {
        self.maximumInFlight = maximumInFlight
        self.maximumBodyBytes = maximumBodyBytes
        self.timeout = timeout
    }
}
