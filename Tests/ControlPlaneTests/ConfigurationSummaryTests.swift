import ControlPlane
import Testing

@Suite("What a configuration means, in plain sentences")
struct ConfigurationSummaryTests {
    @Test(
        "says what matters",
        arguments: [
            "Parallax listens on unix:/run/parallax.sock.",
            "the candidate https://[::1]:9443 (version 2.0.1).",
            "The requests of 12.5 % of users are copied, where a route says so.",
            "customer-context: GET /.netlify/functions/customer-context/{customerName}, reads, mirrored;",
            "customer-update: POST /.netlify/functions/customer-update, writes are mirrored to the candidate's own database;",
            "the candidate serves reads of 10 % of users and 1 whitelisted user.",
            "Its stages are 0 %, 10 %, 100 %; it is promoted by itself when its gate passes.",
            "Nothing is promoted from Friday 16:00 until Monday 08:00 (UTC) of each week.",
            "Nothing is promoted from 2026-12-20 00:00 until 2027-01-03 08:00 (UTC).",
            "Nothing is promoted for 2d16h from each start of '0 16 * * FRI' (Europe/Berlin).",
            "users with a clean first request per route at best.",
            "No stage is left before 10m.",
            "It is rolled back when error_rate > 1% over 5m, on 20 observations at least.",
            "Alert slow (critical): when p95_latency > 200ms over 10m, on 50 observations at least.",
            "Alert sync (warning): when orphaned-conversations > 10 or legacy.p95_latency > 1s over 1h, on 20 observations at "
                + "least, at every look for 5m.",
            "Probe orphaned-conversations expects value <= 10, every 5m.",
        ])
    func sentences(sentence: String) throws {
        let summary = ConfigurationSummary.describe(try ConfigurationText.configuration(ConfigurationTests.everyKey))
        #expect(summary.contains(sentence), "\(summary)")
    }

    @Test("says the zone of each freeze")
    func zones() throws {
        let text =
            ConfigurationText.routes + """
                rollouts:
                  - feature: f
                    routes: [read]
                    freeze:
                      - { from: 2026-12-20, until: 2027-01-03, timeZone: Europe/Berlin }
                      - { from: Friday 16:00, until: Monday 08:00, timeZone: America/New_York }
                """
        let summary = ConfigurationSummary.describe(try ConfigurationText.configuration(text))
        for sentence in [
            "Nothing is promoted from 2026-12-20 00:00 until 2027-01-04 00:00 (Europe/Berlin).",
            "Nothing is promoted from Friday 16:00 until Monday 08:00 (America/New_York) of each week.",
        ] {
            #expect(summary.contains(sentence), "\(summary)")
        }
    }

    @Test("says no window of a condition that is about probes alone")
    func probesAlone() throws {
        let text =
            ConfigurationText.routes + """
                rollouts:
                  - { feature: f, routes: [read], rollbackWhen: [{ condition: orphans > 10 for 1m, duration: 5m }] }
                probes: [{ name: orphans, database: postgres://db, sql: SELECT 1, expect: value <= 10 }]
                """
        let summary = ConfigurationSummary.describe(try ConfigurationText.configuration(text))
        #expect(summary.contains("It is rolled back when orphans > 10, at every look for 1m."), "\(summary)")
    }

    @Test("says that nothing is compared where there is no route")
    func noRoutes() throws {
        let summary = ConfigurationSummary.describe(try ConfigurationText.configuration(ConfigurationText.upstreams))
        #expect(summary.contains("every request is forwarded to legacy, and nothing is compared"))
    }

    @Test("warns of routes on which nobody can be promoted")
    func keyless() throws {
        let text = ConfigurationText.routes + "rollouts: [{ feature: f, routes: [read, write], rolloutPercentage: 5 }]"
        let summary = ConfigurationSummary.describe(try ConfigurationText.configuration(text))
        #expect(summary.contains("Nobody is promoted on write: no 'user' location tells users apart there."))
    }

    @Test(
        "warns of a gate that can never pass, since nothing is copied",
        arguments: [
            ("methods: [POST], writes: never", true), ("mirror: false", true), ("operation: write", true),
            ("methods: [POST], writes: dryRun", false), ("writes: never", false),
            ("methods: [POST, GET], writes: never", false),
        ])
    func silent(route: String, isSilent: Bool) throws {
        let text =
            ConfigurationText.upstreams + "routes: [{ name: r, path: /r, \(route) }]\n"
            + "rollouts: [{ feature: f, routes: [r], gate: { criteria: [error_rate <= 1%] } }]"
        let summary = ConfigurationSummary.describe(try ConfigurationText.configuration(text))
        #expect(summary.contains("It can never pass while nothing is compared on r") == isSilent)
    }

    @Test("says that the kill switch is on")
    func killSwitch() throws {
        let configuration = try ConfigurationText.configuration(
            ConfigurationText.upstreams, environment: ["USE_NEW_SERVICES": "false"])
        #expect(ConfigurationSummary.describe(configuration).contains("nothing at all goes to the candidate"))
    }
}
