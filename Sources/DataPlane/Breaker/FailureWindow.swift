import NIOCore

/// How many of the last while's exchanges were failures. The while is cut into slices, of which the oldest falls out as a
/// whole, so that nothing is kept of a single exchange.
///
/// Pure: the time is passed in.
struct FailureWindow: Equatable {
    private static let sliceCount = 10

    private struct Slice: Equatable {
        var count = 0
        var failures = 0
    }

    private let width: UInt64
    private var slices = [Slice](repeating: Slice(), count: sliceCount)
    /// The number of the newest slice, counted from the beginning of time.
    private var newest: UInt64 = 0
    private(set) var count = 0
    private(set) var failures = 0

    /// - Parameter length: In nanoseconds.
    init(length: Int64) { width = UInt64(max(length, Int64(Self.sliceCount))) / UInt64(Self.sliceCount) }

    mutating func record(isFailure: Bool, at now: NIODeadline) {
        turn(to: now.uptimeNanoseconds / width)
        let place = Int(newest % UInt64(Self.sliceCount))
        slices[place].count += 1
        count += 1
        guard isFailure else { return }
        slices[place].failures += 1
        failures += 1
    }

    private mutating func turn(to number: UInt64) {
        guard number > newest else { return }
        for step in 1...min(number - newest, UInt64(Self.sliceCount)) {
            let place = Int((newest + step) % UInt64(Self.sliceCount))
            count -= slices[place].count
            failures -= slices[place].failures
            slices[place] = Slice()
        }
        newest = number
    }
}
