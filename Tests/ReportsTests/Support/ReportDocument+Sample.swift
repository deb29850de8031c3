import Traffic

extension ReportDocument {
    /// A moment in the evening of 2026-02-28.
    static let now = Timestamp(milliseconds: 1_772_323_199_123)

    private static func minutesAgo(_ minutes: Int64) -> Timestamp { now.advanced(byMilliseconds: -minutes * 60_000) }

    /// A day of a migration in which something is wrong.
    static let sample = ReportDocument(
        generatedAt: now,
        verdict: ReportVerdict(
            readiness: .notReady,
            sentence: "useNewCustomerRepository must not leave 10 %: customer-context differs in 3.1 % of 11,800 "
                + "comparisons, and 0.1 % is allowed."),
        rollouts: [
            RolloutRecord(
                feature: "useNewCustomerRepository", stage: 10, share: .init(wanted: 0.1, measured: 0.0982),
                verdict: .fail, missing: ["2112 more comparisons on route customer-update"],
                criteria: [
                    CriterionRecord(
                        criterion: "mismatch_rate <= 0.1%", route: "customer-context", verdict: .fail, bad: 366,
                        observations: 4_210, evidence: 981_223.4, missing: nil),
                    CriterionRecord(
                        criterion: "p95_latency <= 200ms", route: "customer-update", verdict: .inconclusive, bad: 2,
                        observations: 88, evidence: 1.2, missing: "2112 more comparisons"),
                ])
        ],
        routes: [
            RouteRecord(
                name: "customer-context", requests: 12_345, comparisons: 11_800, matches: 11_434,
                matchesWithSuppressed: 11_000, mismatches: 366,
                incomparable: ["timeout": 120, "candidateUnreachable": 276, "circuitOpen": 24, "dropped": 3],
                notMirrored: 122, servedByCandidate: 1_180, candidateFailures: 420, fallbacks: 42,
                latency: .init(
                    legacy: .init(p50: 12.31, p95: 30.2, p99: 51.7),
                    candidate: .init(p50: 14.9, p95: 41.5, p99: 1_204),
                    fallback: .init(p50: 0.8, p95: 2_010, p99: 2_040))
            ),
            RouteRecord(
                name: "customer-update", requests: 90, comparisons: 88, matches: 88, incomparable: ["tooLarge": 2],
                latency: .init(legacy: .init(p50: 8, p95: 9, p99: 9.4), candidate: .init(p50: 7, p95: 8, p99: 8.8))),
            RouteRecord(name: "(unmatched)", requests: 4, notMirrored: 4),
        ],
        discrepancies: [
            DiscrepancyRecord(
                route: "customer-context", at: Location(["body", "customers", "*", "updatedAt"]), kind: .changed,
                count: 21, differences: 63, share: 0.00178, firstSeen: minutesAgo(300), lastSeen: minutesAgo(9),
                state: .regressed, noise: .suspect,
                examples: [
                    .init(
                        requestID: "0192-77aa", method: "GET",
                        target: "/.netlify/functions/customer-context/ACME?user_id=7",
                        at: Location(["body", "customers", "3", "updatedAt"]),
                        legacy: JSONFragment(validJSON: #""2025-10-13T12:00:00.12+00:00""#),
                        candidate: JSONFragment(validJSON: #""2025-10-13T12:00:00.120Z""#))
                ]),
            DiscrepancyRecord(
                route: "customer-context", at: Location(["body", "customerDetails", "email"]), kind: .missing,
                count: 345, differences: 345, share: 0.0292, firstSeen: minutesAgo(4_000), lastSeen: minutesAgo(0),
                noise: .regression,
                examples: [
                    .init(
                        requestID: "0192-77ab", method: "POST", target: "/.netlify/functions/customer-context/O'Hara",
                        at: Location(["body", "customerDetails", "email"]),
                        legacy: JSONFragment(validJSON: #""[redacted:email]""#), candidate: nil)
                ]),
        ],
        rules: [
            RuleRecord(
                route: "customer-context", at: "/body/contextMetadata/processingTime", rule: "ignore",
                suppressed: 11_000, expired: false),
            RuleRecord(route: "customer-context", at: "/headers/x-old", rule: "accept", suppressed: 0, expired: true),
        ],
        decisions: [
            DecisionRecord(
                at: minutesAgo(500), feature: "useNewCustomerRepository", who: "release-managers", action: .promote,
                from: 1, to: 10, reason: "a quiet weekend")
        ],
        alerts: [
            AlertRecord(
                name: "customer-service-error-rate", condition: "error_rate > 1%", severity: "warning",
                firedAt: minutesAgo(30), resolvedAt: nil)
        ],
        warnings: [
            "the ledger could not be written from 2026-02-28T20:00:00.000Z to 2026-02-28T20:00:12.000Z (no space is "
                + "left); 240 comparisons were counted in memory meanwhile"
        ]
    )

    /// A document in which everything that others choose is hostile.
    static func hostile(_ text: String) -> ReportDocument {
        let place = Location(["body", text])
        let value = JSONFragment(string: text)
        return ReportDocument(
            generatedAt: now,
            verdict: ReportVerdict(readiness: .undecided, sentence: "sentence \(text)"),
            rollouts: [
                RolloutRecord(
                    feature: text, stage: 1, phase: .rolledBack, share: .init(wanted: 0.01, measured: nil),
                    verdict: .error, missing: [text],
                    criteria: [
                        CriterionRecord(
                            criterion: text, route: text, verdict: .error, bad: 0, observations: 0, evidence: nil,
                            missing: text)
                    ])
            ],
            routes: [
                RouteRecord(
                    name: text, requests: 2, comparisons: 1, matches: 1, incomparable: [text: 1],
                    latency: .init(legacy: .init(p50: 1, p95: 1, p99: 1), candidate: nil))
            ],
            discrepancies: [
                DiscrepancyRecord(
                    route: text, at: place, kind: .changed, count: 1, differences: 1, share: 1, firstSeen: now,
                    lastSeen: now,
                    examples: [
                        .init(requestID: text, method: text, target: text, at: place, legacy: value, candidate: value)
                    ], triage: [TriageRecord(state: .accepted, at: nil, who: text, why: text)])
            ],
            rules: [RuleRecord(route: text, at: text, rule: text, suppressed: 1, expired: true)],
            decisions: [
                DecisionRecord(at: now, feature: text, who: text, action: .promote, from: 0, to: 1, reason: text)
            ],
            alerts: [AlertRecord(name: text, condition: text, severity: text, firedAt: now, resolvedAt: nil)],
            warnings: [text]
        )
    }
}

/// Documents by name, for tests that hold for every one of them.
enum SampleDocument: CaseIterable {
    case ordinary, hostile, empty

    var document: ReportDocument {
        switch self {
        case .ordinary: .sample
        case .hostile: .hostile("</i>\u{1B}[31m")
        case .empty:
            ReportDocument(
                generatedAt: ReportDocument.now,
                verdict: ReportVerdict(readiness: .undecided, sentence: "Nothing yet."))
        }
    }
}
