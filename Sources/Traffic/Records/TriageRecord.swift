/// One decision about a discrepancy: an entry that is only ever added to.
public struct TriageRecord: Sendable, Equatable {
    /// Who is named where the program itself decides.
    public static let program = "parallax"

    public var state: DiscrepancyRecord.State
    /// `nil` where a rule of the configuration says it, which has no date.
    public var at: Timestamp?
    public var who: String
    public var why: String

    public init(state: DiscrepancyRecord.State, at time: Timestamp?, who: String, why: String) {
        self.state = state
        self.at = time
        self.who = who
        self.why = why
    }
}
