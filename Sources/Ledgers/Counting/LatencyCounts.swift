import Histogram
import Traffic

/// How many answers took how long, in the buckets of an HDR histogram: microseconds to one hour at three significant
/// digits, so that a value is off by at most 0.1 %.
///
/// Sparse: only buckets that were hit take memory, since many keys may wait in memory while the ledger has no disk.
struct LatencyCounts: Sendable, Equatable {
    /// The longest latency that is told apart; a longer one counts as this one.
    static let maximumMicroseconds: UInt64 = 3_600_000_000

    /// The bucket of each value, as the HDR histogram draws them. Nothing is ever recorded in this one.
    private static let scale = makeHistogram()

    /// Counts by the lowest value of the bucket, in microseconds.
    private(set) var counts: [UInt32: UInt64] = [:]

    var isEmpty: Bool { counts.isEmpty }
    var total: UInt64 { counts.values.reduce(0, +) }

    /// Counts a latency. A negative one or one that is no number counts as zero.
    mutating func record(milliseconds: Double, count: UInt64 = 1) {
        record(microseconds: LatencyCounts.microseconds(milliseconds), count: count)
    }

    mutating func record(microseconds: UInt64, count: UInt64 = 1) {
        let bounded = min(microseconds, LatencyCounts.maximumMicroseconds)
        counts[UInt32(LatencyCounts.scale.lowestEquivalentForValue(bounded)), default: 0] += count
    }

    mutating func add(_ other: LatencyCounts) { counts.merge(other.counts, uniquingKeysWith: +) }

    static func microseconds(_ milliseconds: Double) -> UInt64 {
        guard milliseconds > 0 else { return 0 }
        return UInt64(min(milliseconds * 1_000, Double(maximumMicroseconds)).rounded())
    }

    /// The quantiles; `nil` where nothing was counted.
    var quantiles: RouteRecord.Quantiles? {
        guard !counts.isEmpty else { return nil }
        var histogram = LatencyCounts.makeHistogram()
        for (value, count) in counts {
            let recorded = histogram.record(UInt64(value), count: count)
            precondition(recorded, "a bucket's lowest value is within the histogram's range")
        }
        func quantile(_ percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) / 1_000 }
        return RouteRecord.Quantiles(p50: quantile(50), p95: quantile(95), p99: quantile(99))
    }

    /// The buckets in ascending order, each by the middle of its range.
    var latencies: [RouteEvidence.LatencyCount] {
        counts.sorted { $0.key < $1.key }.map { value, count in
            let middle = LatencyCounts.scale.medianEquivalentForValue(UInt64(value))
            return RouteEvidence.LatencyCount(milliseconds: Double(middle) / 1_000, count: Int(count))
        }
    }

    private static func makeHistogram() -> Histogram<UInt64> {
        Histogram<UInt64>(highestTrackableValue: maximumMicroseconds, numberOfSignificantValueDigits: .three)
    }
}
