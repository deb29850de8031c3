import Rollouts
import Traffic

/// Says in plain sentences what a configuration means: what `parallax check` prints.
public struct ConfigurationSummary {
    let configuration: Configuration
    var lines: [String] = []

    /// The sentences, one paragraph for each part of the configuration, ended by a line end.
    public static func describe(_ configuration: Configuration) -> String {
        var summary = ConfigurationSummary(configuration: configuration)
        summary.describeProxy()
        summary.describeUpstreams()
        summary.describeRoutes()
        for rollout in configuration.rollouts { summary.describe(rollout) }
        summary.describeRest()
        return summary.lines.joined(separator: "\n") + "\n"
    }

    private init(configuration: Configuration) { self.configuration = configuration }

    private mutating func describeProxy() {
        lines.append("Parallax listens on \(configuration.listen).")
        lines.append("Legacy is \(configuration.legacy.url), the candidate \(named(configuration.candidate)).")
        if configuration.isKillSwitchOn {
            lines.append(
                "\(Configuration.killSwitchVariable) is off in the environment: nothing at all goes to the candidate.")
        }
        let mirror = configuration.mirror
        switch mirror.percentage {
        case 0: lines.append("No requests are copied: mirroring is at 0 %.")
        case 100: lines.append("Every user's requests are copied, where a route says so.")
        default:
            lines.append("The requests of \(percent(mirror.percentage)) of users are copied, where a route says so.")
        }
        lines.append(
            "At most \(mirror.maxInFlight) copies are under way at once, with bodies up to "
                + "\(SizeText.describe(mirror.maxBodyBytes)); whatever exceeds that is counted and not compared.")
        if configuration.noisePercentage > 0 {
            lines.append(
                "\(percent(configuration.noisePercentage)) of reads go to legacy a second time, to learn its noise.")
        }
        if configuration.isCalibration {
            lines.append("Legacy stands in the candidate's place: whatever differs is its noise (calibration).")
        }
        if configuration.fallback == .legacy {
            lines.append("Where the candidate serves and fails, the client gets legacy's answer if that is safe.")
            describe(configuration.breaker)
        } else {
            lines.append("Where the candidate serves and fails, the client gets the failure.")
        }
    }

    private func named(_ upstream: UpstreamSection) -> String {
        upstream.url.description + (upstream.version.map { " (version \($0))" } ?? "")
    }

    private mutating func describeRoutes() {
        lines.append("")
        if configuration.routes.isEmpty {
            lines.append("There are no routes: every request is forwarded to legacy, and nothing is compared.")
            return
        }
        lines.append("A request takes the first route that fits; without one it goes to legacy, uncompared.")
        for section in configuration.routes { lines.append("- \(describe(section))") }
    }

    private func describe(_ section: RouteSection) -> String {
        let route = section.route
        let methods = route.methods.isEmpty ? "any method" : route.methods.sorted().joined(separator: ", ")
        var sentence = "\(route.name): \(methods) \(route.path), \(copying(route))"
        if !route.userKeys.isEmpty {
            sentence += "; users are told apart by \(route.userKeys.map(\.description).joined(separator: ", then "))"
        }
        if !section.rules.isEmpty {
            sentence +=
                "; \(count(section.rules.count, "rule")) \(section.rules.count == 1 ? "relaxes" : "relax") the comparison"
        }
        return sentence + "."
    }

    private func copying(_ route: Route) -> String {
        guard route.isMirrored else { return "not mirrored" }
        let writes =
            switch route.writes {
            case .never: "writes are not mirrored"
            case .dryRun: "writes are mirrored as dry runs"
            case .isolated: "writes are mirrored to the candidate's own database"
            }
        switch route.operation {
        case .read: return "reads, mirrored"
        case .write: return writes
        case nil: return "reads are mirrored, \(writes)"
        }
    }

    private mutating func describe(_ rollout: RolloutSection) {
        let policy = rollout.policy
        lines.append("")
        lines.append("Rollout \(policy.feature), over \(policy.routes.joined(separator: ", ")):")
        lines.append("- \(served(policy))")
        if !policy.isSticky {
            lines.append("- A side is drawn anew for each request: one user sees both.")
        }
        let keyless = configuration.routes.filter { policy.routes.contains($0.route.name) && $0.route.userKeys.isEmpty }
        if !keyless.isEmpty {
            let names = keyless.map(\.route.name).joined(separator: ", ")
            lines.append("- Nobody is promoted on \(names): no 'user' location tells users apart there.")
        }
        let stages = rollout.stages.percentages.map { percent($0) }.joined(separator: ", ")
        let who = rollout.promotion == .manual ? "people promote" : "it is promoted by itself when its gate passes"
        lines.append("- Its stages are \(stages); \(who).")
        lines += rollout.freezes.map { "- Nothing is promoted \(describe($0))." }
        if let gate = rollout.gate { describe(gate, of: rollout) } else { lines.append("- It has no gate.") }
        lines += rollout.rollbackConditions.map { "- It is rolled back when \(describe($0))." }
    }

    private func served(_ policy: RolloutPolicy) -> String {
        guard policy.isEnabled else { return "It is disabled: legacy serves everybody." }
        let operations = [("reads", policy.operations.read), ("writes", policy.operations.write)]
        let on = operations.filter(\.1).map(\.0)
        guard !on.isEmpty else { return "Both reads and writes are switched off: legacy serves everybody." }
        let what = on.joined(separator: " and ")
        let whitelist =
            policy.userWhitelist.isEmpty ? "" : " and \(count(policy.userWhitelist.count, "whitelisted user"))"
        if policy.percentage == 0 {
            guard !whitelist.isEmpty else { return "It starts at 0 %: legacy serves everybody." }
            return "It starts at 0 %: the candidate serves \(what) of \(whitelist.dropFirst(5)) alone."
        }
        return "It starts at \(percent(policy.percentage)): the candidate serves \(what) of "
            + "\(percent(policy.percentage)) of users\(whitelist)."
    }

    private mutating func describe(_ gate: Gate, of rollout: RolloutSection) {
        let covered = configuration.routes.filter { rollout.policy.routes.contains($0.route.name) }
        let probes = rollout.probes
        let criteria = gate.criteria.map(\.description).joined(separator: ", ")
        lines.append(
            "- To leave a stage, each route must show: \(criteria), at a confidence of \(percent(gate.confidence * 100))."
        )
        lines.append("- That needs \(gate.cleanObservationsNeeded()) \(describe(gate.unit)) per route at best.")
        if gate.minimumDuration > .zero {
            lines.append("- No stage is left before \(DurationText.describe(gate.minimumDuration)).")
        }
        if gate.minimumUsers > 0 {
            lines.append("- No stage is left before \(count(gate.minimumUsers, "user")) per route.")
        }
        let silent = covered.filter { isSilent($0.route) }.map(\.route.name)
        if !silent.isEmpty {
            lines.append(
                "- It can never pass while nothing is compared on \(silent.joined(separator: ", ")): nothing is copied there."
            )
        }
        if !probes.isEmpty { lines.append("- These probes must hold: \(probes.joined(separator: ", ")).") }
    }

    /// Whether no request of a route is ever copied, so that no evidence comes of it.
    private func isSilent(_ route: Route) -> Bool {
        if !route.isMirrored || configuration.mirror.percentage == 0 { return true }
        let onlyWrites = !route.methods.isEmpty && route.methods.allSatisfy { route.operation(ofMethod: $0) == .write }
        return route.writes == .never && (route.operation == .write || onlyWrites)
    }

    private func describe(_ unit: Gate.EvidenceUnit) -> String {
        switch unit {
        case .perDistinctRequest: "distinct clean requests"
        case .perUser: "users with a clean first request"
        case .perRequest: "clean requests, repetitions counted"
        }
    }

    private func describe(_ freeze: FreezeWindow) -> String {
        switch freeze {
        case .once(let from, let until, let zone):
            "from \(zone.text(of: from)) until \(zone.text(of: until)) (\(zone))"
        case .weekly(let from, let until, let zone): "from \(from) until \(until) (\(zone)) of each week"
        case .cron(let schedule, let duration, let zone):
            "for \(DurationText.describe(duration)) from each start of '\(schedule)' (\(zone))"
        }
    }

    private func describe(_ window: WindowedCondition) -> String {
        let condition = window.condition
        var sentence = condition.statement
        if condition.isAboutTraffic {
            sentence +=
                " over \(DurationText.describe(window.duration)), on "
                + "\(count(window.minimumCount, "observation")) at least"
        }
        guard condition.holdFor > .zero else { return sentence }
        return sentence + ", at every look for \(DurationText.describe(condition.holdFor))"
    }

    private mutating func describeRest() {
        lines.append("")
        for alert in configuration.alerts {
            lines.append("Alert \(alert.name) (\(alert.severity.rawValue)): when \(describe(alert.window)).")
        }
        for probe in configuration.probes {
            lines.append(
                "Probe \(probe.name) expects \(probe.expectation), every \(DurationText.describe(probe.interval)).")
        }
        let ledger = configuration.ledger
        lines.append("Records are kept in \(ledger.path) for \(DurationText.describe(ledger.retention)).")
        let tokens = configuration.admin.tokens.map(\.description).joined(separator: ", ")
        lines.append(
            "The admin API listens on \(configuration.admin.listen); "
                + (tokens.isEmpty ? "it has no tokens." : "its tokens are \(tokens)."))
        let places = configuration.redact.map(\.description).joined(separator: ", ")
        lines.append(places.isEmpty ? "Nothing is redacted." : "Redacted before anything is stored: \(places).")
        lines.append("The fingerprint of what evidence rests on is \(configuration.fingerprint).")
        guard !configuration.unhonoured.isEmpty else { return }
        lines.append("")
        lines.append("Read and checked, but this version does not act on it:")
        lines += configuration.unhonoured.map { "- \($0)" }
    }

    private func percent(_ value: Double) -> String { "\(DecimalText.describe(value)) %" }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
