public import Traffic

/// The report for tools. Its field names are a contract: more may be added, none renamed. Times are RFC 3339 in UTC,
/// durations milliseconds, rates 0 … 1.
public enum JSONReport {
    /// - Returns: One JSON object with a line feed at its end.
    public static func render(_ document: ReportDocument) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("schemaVersion", document.schemaVersion)
            writer.field("generatedAt", document.generatedAt.description)
            writer.field("verdict") { writer in
                writer.object { writer in
                    writer.field("readiness", document.verdict.readiness.rawValue)
                    writer.field("sentence", document.verdict.sentence)
                }
            }
            writer.field("rollouts") { $0.array(document.rollouts, write) }
            writer.field("routes") { $0.array(document.routes, write) }
            writer.field("discrepancies") { $0.array(document.discrepancies, write) }
            writer.field("rules") { $0.array(document.rules, write) }
            writer.field("decisions") { $0.array(document.decisions) { $0.value($1) } }
            writer.field("alerts") { $0.array(document.alerts) { $0.value($1) } }
            writer.field("warnings") { $0.array(document.warnings) { $0.value($1) } }
        }
        return writer.text + "\n"
    }

    private static func write(_ writer: inout JSONWriter, _ rollout: RolloutRecord) {
        writer.object { writer in
            writer.field("feature", rollout.feature)
            writer.field("stage", rollout.stage)
            writer.field("phase", rollout.phase.rawValue)
            writer.field("attempt", rollout.attempt)
            writer.field("share") { writer in
                writer.object { writer in
                    writer.field("wanted", rollout.share.wanted)
                    writer.field("measured", rollout.share.measured)
                }
            }
            writer.field("verdict", rollout.verdict?.rawValue)
            writer.field("missing") { $0.array(rollout.missing) { $0.value($1) } }
            writer.field("criteria") { $0.array(rollout.criteria) { $0.value($1) } }
            writer.field("probes") { $0.array(rollout.probes) { $0.value($1) } }
        }
    }

    private static func write(_ writer: inout JSONWriter, _ route: RouteRecord) {
        writer.object { writer in
            writer.field("name", route.name)
            writer.field("requests", route.requests)
            writer.field("comparisons", route.comparisons)
            writer.field("matches", route.matches)
            writer.field("matchesWithSuppressed", route.matchesWithSuppressed)
            writer.field("mismatches", route.mismatches)
            writer.field("matchRate", route.matchRate)
            writer.field("incomparable") { writer in
                writer.object { writer in
                    for (reason, count) in route.incomparable.sorted(by: { $0.key < $1.key }) where count > 0 {
                        writer.field(reason, count)
                    }
                }
            }
            writer.field("notMirrored", route.notMirrored)
            writer.field("servedByCandidate", route.servedByCandidate)
            writer.field("candidateFailures", route.candidateFailures)
            writer.field("fallbacks", route.fallbacks)
            writer.field("approximate", route.approximate)
            writer.field("omittedDifferences", route.omittedDifferences)
            writer.field("latency") { writer in
                writer.object { writer in
                    writer.field("legacy") { write(&$0, route.latency.legacy) }
                    writer.field("candidate") { write(&$0, route.latency.candidate) }
                    writer.field("fallback") { write(&$0, route.latency.fallback) }
                }
            }
        }
    }

    private static func write(_ writer: inout JSONWriter, _ quantiles: RouteRecord.Quantiles?) {
        guard let quantiles else {
            writer.null()
            return
        }
        writer.object { writer in
            writer.field("p50", quantiles.p50)
            writer.field("p95", quantiles.p95)
            writer.field("p99", quantiles.p99)
        }
    }

    private static func write(_ writer: inout JSONWriter, _ discrepancy: DiscrepancyRecord) {
        writer.object { writer in
            writer.field("id", discrepancy.id)
            writer.field("route", discrepancy.route)
            writer.field("at", discrepancy.at.description)
            writer.field("kind", discrepancy.kind.rawValue)
            writer.field("count", discrepancy.count)
            writer.field("differences", discrepancy.differences)
            writer.field("share", discrepancy.share)
            writer.field("firstSeen", discrepancy.firstSeen.description)
            writer.field("lastSeen", discrepancy.lastSeen.description)
            writer.field("state", discrepancy.state.rawValue)
            writer.field("noise", discrepancy.noise.rawValue)
            writer.field("class") { writer in
                writer.value(discrepancy.valueClass?.valueClass, share: discrepancy.valueClass?.share)
            }
            writer.field("approximate", discrepancy.approximate)
            writer.field("noiseCounts") { write(&$0, discrepancy.noiseCounts) }
            writer.field("triage") { $0.array(discrepancy.triage, write) }
            writer.field("examples") { writer in
                writer.array(discrepancy.examples) { writer, example in
                    writer.object { writer in
                        writer.field("requestId", example.requestID)
                        writer.field("method", example.method)
                        writer.field("target", example.target)
                        writer.field("at", example.at.description)
                        writer.field("legacy", example.legacy)
                        writer.field("candidate", example.candidate)
                    }
                }
            }
        }
    }

    private static func write(_ writer: inout JSONWriter, _ counts: NoiseCounts) {
        writer.object { writer in
            writer.field("candidateOnly", counts.candidateOnly)
            writer.field("controlOnly", counts.controlOnly)
            writer.field("both", counts.both)
            writer.field("calibrated", counts.calibrated)
        }
    }

    private static func write(_ writer: inout JSONWriter, _ record: TriageRecord) {
        writer.object { writer in
            writer.field("state", record.state.rawValue)
            writer.field("at", record.at?.description)
            writer.field("who", record.who)
            writer.field("why", record.why)
        }
    }

    private static func write(_ writer: inout JSONWriter, _ rule: RuleRecord) {
        writer.object { writer in
            writer.field("route", rule.route)
            writer.field("at", rule.at)
            writer.field("rule", rule.rule)
            writer.field("suppressed", rule.suppressed)
            writer.field("expired", rule.expired)
        }
    }
}
