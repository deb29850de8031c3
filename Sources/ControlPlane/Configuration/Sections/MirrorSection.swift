/// How requests are copied to the other side.
public struct MirrorSection: Sendable, Hashable {
    /// The share of users whose requests are copied, 0 … 100.
    public var percentage = 100.0
    /// Copies on their way or waiting at once; a copy beyond is dropped and counted.
    public var maxInFlight = 256
    /// The largest body that is captured, of a request or an answer.
    public var maxBodyBytes = 1_024 * 1_024
    /// For the whole of the mirrored side's answer.
    public var timeout = Duration.seconds(30)

    public init() {}

    static func read(_ field: ConfigurationField) -> MirrorSection? {
        field.mapping { reader in
            var mirror = MirrorSection()
            reader.read("percentage", into: &mirror.percentage) { $0.percentage() }
            reader.read("maxInFlight", into: &mirror.maxInFlight) { $0.integer(1...1_000_000) }
            reader.read("maxBodyBytes", into: &mirror.maxBodyBytes) { $0.size(1...1_024 * 1_024 * 1_024) }
            reader.read("timeout", into: &mirror.timeout) { $0.duration() }
            return mirror
        }
    }
}
