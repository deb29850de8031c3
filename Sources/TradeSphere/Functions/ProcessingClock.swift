/// The clock behind `processingTime`.
public struct ProcessingClock: Sendable {
    /// Whole milliseconds since some instant in the past.
    let milliseconds: @Sendable () -> Int

    /// - Parameter milliseconds: Whole milliseconds since some instant in the past; never goes back.
    public init(milliseconds: @escaping @Sendable () -> Int) {
        self.milliseconds = milliseconds
    }

    /// The machine's monotonic clock.
    public static let monotonic: ProcessingClock = {
        let clock = ContinuousClock()
        let start = clock.now
        return ProcessingClock {
            let elapsed = (clock.now - start).components
            return Int(elapsed.seconds) * 1000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
        }
    }()
}
