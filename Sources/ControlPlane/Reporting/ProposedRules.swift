import Comparisons
import Rollouts
public import Traffic

/// Rules that explain where legacy differed from itself, as YAML to paste into a configuration, each with its evidence.
///
/// They rest on legacy's answers alone, of triples and of calibration: what the candidate does is never explained away.
public struct ProposedRules {
    private let configuration: Configuration
    private let noise: NoiseRecord

    public init(configuration: Configuration, noise: NoiseRecord) {
        self.configuration = configuration
        self.noise = noise
    }

    /// The proposals of every route in the order of the configuration, as the mapping that a configuration has.
    public func yaml() -> String {
        var lines = introduction
        let routes = configuration.routes.map(\.route.name).map { ($0, entries(of: $0)) }.filter { !$0.1.isEmpty }
        guard !routes.isEmpty else { return (lines + ["routes: []"]).joined(separator: "\n") + "\n" }
        lines.append("# Paste each list under the `rules:` of its route.")
        lines.append("routes:")
        for (name, entries) in routes {
            lines.append("  - name: \(Self.scalar(name))")
            lines.append("    rules:")
            lines += entries.map { "      " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The proposals of one route as the bare list that a rules file is.
    public func yaml(route: String) -> String {
        let entries = entries(of: route)
        return (introduction + (entries.isEmpty ? ["[]"] : entries)).joined(separator: "\n") + "\n"
    }

    private var introduction: [String] {
        let totals = noise.totals.values.reduce(into: NoiseRecord.Totals()) { $0.add($1) }
        guard totals.pairs > 0 else {
            return [
                "# Nothing to propose from: legacy was never asked twice. Set noise.percentage, or calibrate with legacy in",
                "# the candidate's place (noise: { calibrate: true }).",
            ]
        }
        return [
            "# Proposed from \(totals.pairs) pairs of legacy's own answers (\(totals.calibrated) of calibration, "
                + "\(totals.triples) of triples); the candidate's",
            "# answers have no part in it.",
        ]
    }

    // MARK: One route

    private func entries(of route: String) -> [String] {
        let places = noise.places.filter { $0.route == route && $0.counts.isSelfDiffering }
        let findings = places.compactMap { place in
            place.spread.map { RuleProposer.Finding(at: place.at, kind: place.kind, spread: $0) }
        }
        let known = configuration.routes.first { $0.route.name == route }?.rules ?? []
        let proposals = RuleProposer.proposals(for: findings).filter { proposal in
            !known.contains {
                $0.rule.at.description == proposal.at.description && $0.rule.word == proposal.word
                    && $0.value == proposal.value
            }
        }
        return proposals.flatMap { proposal in
            evidence(places.filter { $0.at == proposal.at }, pairs: noise.totals[route]?.pairs ?? 0, proposal)
                + [Self.entry(proposal)]
        }
    }

    private func evidence(_ places: [NoiseRecord.Place], pairs: Int, _ proposal: RuleProposal) -> [String] {
        // One exchange can show several kinds at one place: the largest is what is certain.
        let shown = places.map(\.counts.selfDiffering).max() ?? 0
        let triples = places.map { $0.counts.both + $0.counts.controlOnly }.max() ?? 0
        var line = "# Differed in \(shown) of \(pairs) pairs"
        if pairs > 0 { line += " (\(DecimalText.describe((1_000 * Double(shown) / Double(pairs)).rounded() / 10)) %)" }
        if triples > 0 { line += ", \(triples) of them in triples" }
        if let example = places.first(where: { !$0.example.isEmpty })?.example {
            line += ", such as " + example.map(Self.shown).joined(separator: " and ")
        }
        return [line + "."] + (proposal.caution.map { ["# Mind: \($0)."] } ?? [])
    }

    private static func shown(_ fragment: JSONFragment?) -> String {
        guard let fragment else { return "nothing" }
        let limit = 60
        let text = fragment.text.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: "?"
            default: String(scalar)
            }
        }
        return text.count > limit ? text.prefix(limit).joined() + "…" : text.joined()
    }

    private static func entry(_ proposal: RuleProposal) -> String {
        let value = proposal.value.map(scalar) ?? "true"
        return
            "- { at: \(scalar(proposal.at.description)), \(proposal.word): \(value), reason: \(scalar(proposal.reason)) }"
    }

    /// A text as a YAML scalar inside a flow mapping: plain where nothing in it means anything there.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "*"):
                true
            default: false
            }
        }
        let first = text.unicodeScalars.first
        let startsPlainly = first.map { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "/" } ?? false
        if isPlain, startsPlainly { return text }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return JSONFragment.quoted(text) }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
