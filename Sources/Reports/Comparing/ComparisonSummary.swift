import Traffic

/// What a comparison came to, in words. ``line`` and ``remarks`` hold nothing that others chose.
struct ComparisonSummary {
    let document: ComparisonDocument

    /// One line: the outcome, how many differences of each kind, and what rules explain.
    var line: String {
        switch document.outcome {
        case .match:
            let explained = document.suppressedCount
            return explained == 0
                ? "match: nothing differs" : "match: rules explain \(Figures.counted(explained, "difference"))\(byRule)"
        case .mismatch:
            let explained = document.suppressedCount
            let more = explained == 0 ? "" : "; rules explain \(Figures.count(explained)) more\(byRule)"
            return "mismatch: \(Figures.counted(document.differenceCount, "difference")) (\(byKind))\(more)"
        case .incomparable(let reason): return "incomparable: \(Wording.explanation(ofReason: reason.rawValue))"
        case .notMirrored: return "incomparable"
        }
    }

    /// Such as `2 changed, 1 missing`.
    var byKind: String {
        Difference.Kind.allCases.compactMap { kind in
            document.counts[kind].map { "\(Figures.count($0)) \(Self.word(kind))" }
        }.joined(separator: ", ")
    }

    private static func word(_ kind: Difference.Kind) -> String {
        switch kind {
        case .changed: "changed"
        case .typeChanged: "of another type"
        case .missing: "missing"
        case .added: "added"
        case .reordered: "reordered"
        case .undecodable: "undecodable"
        }
    }

    /// Such as ` (ignore 2, tolerance 1)`.
    private var byRule: String {
        var counts: [(rule: String, count: Int)] = []
        for use in document.rules where use.suppressed > 0 {
            if let known = counts.firstIndex(where: { $0.rule == use.rule }) {
                counts[known].count += use.suppressed
            } else {
                counts.append((use.rule, use.suppressed))
            }
        }
        return " (" + counts.map { "\($0.rule) \(Figures.count($0.count))" }.joined(separator: ", ") + ")"
    }

    /// What must be known about the comparison itself, a sentence each.
    var remarks: [String] {
        var remarks: [String] = []
        if document.isApproximate {
            remarks.append(
                "an array took too much work to align, so position decided which elements belong together; what is "
                    + "marked 'paired by position' may be a matter of pairing")
        }
        let omitted = document.differenceCount - document.differences.count
        if omitted > 0 {
            remarks.append(
                "of \(Figures.count(document.differenceCount)) differences the first "
                    + "\(Figures.count(document.differences.count)) were kept")
        }
        return remarks
    }

    /// What the reader should know of the rules: what each hid, which did nothing and why.
    var rules: [(words: String, isWarning: Bool)] {
        document.rules.compactMap { use in
            let name = "\(use.rule) at \(use.at)"
            let reason = use.reason.map { " – \($0)" } ?? ""
            switch use.state {
            case .applied where use.suppressed > 0:
                return ("\(name) explains \(Figures.counted(use.suppressed, "difference"))\(reason)", false)
            case .expired:
                return ("\(name) expired\(use.until.map { " at \(Figures.time($0))" } ?? "") and did nothing", true)
            case .unmatched: return ("\(name) fits no place in either document", true)
            case .applied, .outside: return nil
            }
        }
    }
}
