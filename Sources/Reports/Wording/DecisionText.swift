public import Traffic

/// What a decision did, in words: without when and why.
public enum DecisionText {
    /// Such as `promoted from 1 % to 10 % by release-managers`.
    public static func describe(_ decision: DecisionRecord) -> String {
        let who = VisibleText.of(decision.who)
        guard decision.refusal == nil else { return "\(who) tried to \(wanted(decision)), and was refused" }
        let manner = decision.isForced ? ", forced" : ""
        return "\(done(decision)) by \(who)\(manner)"
    }

    /// All of it in one line, whatever people wrote: what it is about, what was done, and why, or why not.
    public static func sentence(_ decision: DecisionRecord) -> String {
        let why = VisibleText.of(decision.refusal ?? decision.reason)
        return "\(VisibleText.of(subject(decision))): \(describe(decision)): \(why)"
    }

    /// What it is about: a feature, or everything.
    public static func subject(_ decision: DecisionRecord) -> String { decision.feature ?? "everything" }

    private static func done(_ decision: DecisionRecord) -> String {
        let to = Figures.percentage(decision.to)
        switch decision.action {
        case .start: return "begun at \(to)"
        case .promote: return "promoted \(way(decision))"
        case .rollback: return "rolled back \(way(decision))"
        case .pause: return "paused at \(to)"
        case .resume: return decision.feature == nil ? "given free again" : "resumed at \(to)"
        case .halt: return "halted"
        case .configure: return decision.from == decision.to ? "changed at \(to)" : "set \(way(decision))"
        case .restart: return "evidence begun anew at \(to)"
        }
    }

    private static func wanted(_ decision: DecisionRecord) -> String {
        switch decision.action {
        case .promote: "promote it \(way(decision))"
        case .rollback: "roll it back \(way(decision))"
        case .pause: "pause it"
        case .resume: decision.feature == nil ? "end the halt" : "resume it"
        case .halt: "halt everything"
        case .configure: "set it \(way(decision))"
        case .start, .restart: "begin it"
        }
    }

    private static func way(_ decision: DecisionRecord) -> String {
        "from \(Figures.percentage(decision.from)) to \(Figures.percentage(decision.to))"
    }
}
