import FoundationEssentials
import Synchronization

/// Gives out values for `x-nf-request-id`, in the order of time.
public final class RequestIdentifierSource: Sendable {
    private let milliseconds: @Sendable () -> UInt64
    private let generator: Mutex<SplitMix64>

    /// - Parameters:
    ///   - seed: Where the random bits start; drawn by chance unless given.
    ///   - milliseconds: The time since 1970; the system's unless given.
    public init(
        seed: UInt64 = .random(in: 0...UInt64.max),
        milliseconds: @escaping @Sendable () -> UInt64 = RequestIdentifierSource.systemMilliseconds
    ) {
        generator = Mutex(SplitMix64(seed: seed))
        self.milliseconds = milliseconds
    }

    /// A new identifier.
    @Sendable
    public func next() -> String {
        let now = milliseconds()
        return generator.withLock { RequestIdentifier.make(milliseconds: now, using: &$0) }
    }
}

extension RequestIdentifierSource {
    /// The system's clock, in milliseconds since 1970.
    @Sendable
    public static func systemMilliseconds() -> UInt64 {
        UInt64(Date().timeIntervalSince1970 * 1000)
    }
}
