/// The percentages that a rollout goes through, ascending.
public struct Stages: Sendable, Hashable {
    /// Unless stated otherwise.
    public static let standard = Stages(unchecked: [0, 1, 10, 25, 50, 100])

    public let percentages: [Double]

    private init(unchecked percentages: [Double]) { self.percentages = percentages }

    /// Stages from percentages; `nil` unless there is one at least, and they ascend within 0 … 100.
    public init?(_ percentages: [Double]) {
        guard let first = percentages.first, let last = percentages.last, first >= 0, last <= 100,
            zip(percentages, percentages.dropFirst()).allSatisfy(<)
        else { return nil }
        self.percentages = percentages
    }

    /// The stage that a promotion leads to; `nil` at the last one and beyond it.
    public func next(after percentage: Double) -> Double? { percentages.first { $0 > percentage } }

    /// The stage below; `nil` at the first one and before it.
    public func previous(before percentage: Double) -> Double? { percentages.last { $0 < percentage } }
}
