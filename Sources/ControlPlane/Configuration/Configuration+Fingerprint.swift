import Comparisons
import Rollouts
import Traffic

extension Configuration {
    /// Tells configurations apart under which evidence means something else: 16 hexadecimal digits.
    ///
    /// It covers the candidate's URL and version, routes, rules, writes, noise, and what gates judge; not alerts, not
    /// notification, not where the program listens, and no text that only people read.
    public var fingerprint: String {
        let hash = StableHash.of(fingerprintText)
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// What the fingerprint is the hash of: one line for each fact, every value quoted, so that no two configurations that
    /// differ in a fact have one text.
    var fingerprintText: String {
        var lines = ["candidate \(quoted(candidate.url.description)) \(quoted(candidate.version ?? ""))"]
        lines.append("noise \(DecimalText.describe(noisePercentage))\(isCalibration ? " calibration" : "")")
        for section in routes {
            lines.append(fact(section.route))
            lines += section.rules.map(fact)
            lines += section.effects.map { effect in
                let databases = [effect.legacyDatabase, effect.candidateDatabase].map(withoutUser)
                let texts = [effect.name, effect.sql] + databases
                return "effect " + texts.map(quoted).joined(separator: " ")
            }
        }
        for rollout in rollouts { lines += facts(rollout) }
        for probe in probes {
            let texts = [probe.name, withoutUser(probe.database), probe.sql, probe.expectation.description]
            lines.append("probe " + texts.map(quoted).joined(separator: " "))
        }
        return lines.joined(separator: "\n")
    }

    private func fact(_ route: Route) -> String {
        let methods = route.methods.sorted().joined(separator: ",")
        let users = route.userKeys.map { quoted($0.description) }.joined(separator: " ")
        return "route \(quoted(route.name)) \(quoted(route.path.description)) \(quoted(methods)) "
            + "\(route.operation?.rawValue ?? "derived") \(route.isMirrored) \(route.writes.rawValue) \(users)"
    }

    private func fact(_ section: RuleSection) -> String {
        let rule = section.rule
        let until = rule.until?.description ?? ""
        let expired = rule.until.map { $0 <= asOf ? " expired" : "" } ?? ""
        return
            "rule \(quoted(rule.at.description)) \(rule.word) \(quoted(section.value ?? "")) \(quoted(until))\(expired)"
    }

    /// Who is promoted is no part of it: a stage binds its own evidence.
    private func facts(_ rollout: RolloutSection) -> [String] {
        let routes = rollout.policy.routes.map(quoted).joined(separator: " ")
        var lines = ["rollout \(quoted(rollout.policy.feature)) \(routes)"]
        guard let gate = rollout.gate else { return lines }
        lines.append("gate \(gate.unit.rawValue) \(gate.confidence)")
        lines += gate.criteria.map { criterion in
            guard case .latency(_, let milliseconds) = criterion.measure else {
                return "criterion \(criterion.measure.name) \(criterion.limit)"
            }
            return "criterion \(criterion.measure.name) \(milliseconds)"
        }
        lines += rollout.probes.map { "holds \(quoted($0))" }
        return lines
    }

    /// A database's URL without user and password: a changed password does not change what evidence means, and a stored
    /// hash is no place for one. What libpq reads from the query may be a password too.
    private func withoutUser(_ url: String) -> String {
        guard let separator = url.firstRange(of: "://") else { return "" }
        let rest = url[separator.upperBound...].prefix { $0 != "?" }
        let start = rest.lastIndex(of: "@").map { rest.index(after: $0) } ?? rest.startIndex
        return String(rest[start...])
    }

    private func quoted(_ text: String) -> String { JSONFragment.quoted(text) }
}
