import Traffic

/// The whole audit trail, where the ledger says that it ends, and where it says that rollouts stand.
public struct DecisionTrail: Sendable, Equatable, Codable {
    /// From the first on.
    public var entries: [SealedDecision]
    /// What the ledger noted apart when it wrote the newest entry; `nil` where it never wrote one.
    public var end: End?
    /// What the ledger keeps beside the entries, and a restart goes on from; `nil` where it is not told.
    public var standing: Standing?

    /// The newest entry, as it is noted apart from the entries.
    public struct End: Sendable, Equatable, Codable {
        public var number: Int
        public var hash: String

        public init(number: Int, hash: String) {
            self.number = number
            self.hash = hash
        }
    }

    public init(entries: [SealedDecision], end: End?, standing: Standing? = nil) {
        self.entries = entries
        self.end = end
        self.standing = standing
    }

    /// What shows that somebody has changed the trail, or where rollouts stand, a sentence each; empty where nothing does.
    public var faults: [String] { chainFaults + standingFaults }

    /// What does not fit between the entries.
    ///
    /// An edited entry does not fit its hash, and one that is sealed anew does not fit the next; a removed one leaves a gap, and
    /// one that is removed at the end is missed by ``end``. Who rewrites everything from some entry on, the end included, is
    /// only found out by somebody who has kept a hash: the newest one is what `parallax status --verify` prints.
    private var chainFaults: [String] {
        var faults: [String] = []
        var previous = SealedDecision.origin
        var next = 1
        for entry in entries {
            if entry.number != next {
                let missing =
                    entry.number &- 1 == next ? "entry \(next) is" : "entries \(next) to \(entry.number &- 1) are"
                faults.append(
                    entry.number > next ? "\(missing) missing" : "entry \(entry.number) stands where \(next) should")
            } else if SealedDecision.hash(of: entry.entry, after: previous) != entry.hash {
                faults.append("entry \(entry.number) was changed: it does not fit its hash and the entry before")
            } else if (try? entry.decision().number) != entry.number {
                faults.append("entry \(entry.number) is no decision of that number")
            }
            previous = entry.hash
            // Numbers come from a file that anybody may have written to.
            next = entry.number &+ 1
        }
        guard let end else {
            if !entries.isEmpty { faults.append("the ledger does not say which entry is the newest") }
            return faults
        }
        if end.number >= next {
            let missing = end.number == next ? "entry \(next) is" : "entries \(next) to \(end.number) are"
            faults.append("\(missing) missing at the end")
        } else if entries.last?.hash != end.hash || entries.last?.number != end.number {
            faults.append("the newest entry is another than the ledger noted")
        }
        return faults
    }
}
