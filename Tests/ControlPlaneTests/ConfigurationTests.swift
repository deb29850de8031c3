import Comparisons
import ControlPlane
import Foundation
import Rollouts
import Testing
import Traffic

@Suite("Configuration")
struct ConfigurationTests {
    @Test("two upstreams are all that is needed; the rest has defaults")
    func defaults() throws {
        let configuration = try ConfigurationText.configuration(ConfigurationText.upstreams)
        #expect(configuration.listen == .tcp(host: "127.0.0.1", port: 8_080))
        #expect(configuration.threads == nil)
        #expect(configuration.drainTimeout == .seconds(30))
        #expect(configuration.limits == Limits())
        #expect(configuration.legacy.url == UpstreamURL(scheme: .http, host: "127.0.0.1", port: 9_001))
        #expect(configuration.candidate.timeout == .seconds(30))
        #expect(configuration.mirror == MirrorSection())
        #expect(configuration.mirror.maxBodyBytes == 1_048_576)
        #expect(configuration.fallback == .legacy)
        #expect(configuration.ledger.path == "Config/../Reports/parallax.sqlite")
        #expect(configuration.ledger.retention == .seconds(14 * 86_400))
        #expect(configuration.redact.map(\.description) == Configuration.defaultRedaction)
        #expect(configuration.admin.listen == .tcp(host: "127.0.0.1", port: 9_090))
        #expect(configuration.routes.isEmpty && configuration.rollouts.isEmpty && configuration.probes.isEmpty)
        #expect(!configuration.isKillSwitchOn)
    }

    @Test("every key of the design is read")
    func everyKey() throws {
        let configuration = try ConfigurationText.configuration(Self.everyKey)
        #expect(configuration.listen == .unix(path: "/run/parallax.sock"))
        #expect(configuration.threads == 2)
        #expect(configuration.limits.bodyBytes == 10_485_760)
        #expect(configuration.limits.headBytes == 32 * 1_024)
        #expect(configuration.legacy.host == .upstream)
        #expect(configuration.candidate.url.description == "https://[::1]:9443")
        #expect(configuration.candidate.version == "2.0.1")
        #expect(configuration.candidate.setHeaders == [.init(name: "X-Tenant", value: "staging")])
        #expect(configuration.candidate.removedHeaders == ["x-debug"])
        #expect(configuration.mirror.percentage == 12.5 && configuration.mirror.maxInFlight == 8)
        #expect(configuration.noisePercentage == 5)
        #expect(configuration.fallback == .none)
        #expect(configuration.ledger.path == "/var/lib/parallax.sqlite" && configuration.ledger.examples == 3)
        #expect(configuration.redact.map(\.description) == ["/body/**/name"])
        #expect(configuration.alerts.first?.severity == .critical)
        #expect(configuration.alerts.first?.window.duration == .seconds(600))
        #expect(configuration.notify.first?.format == .slack)
        #expect(configuration.probes.first?.expectation.holds(for: 10) == true)
        #expect(configuration.probes.first?.expectation.holds(for: 10.5) == false)
    }

    @Test("a route is read with its rules and effects")
    func route() throws {
        let routes = try ConfigurationText.configuration(Self.everyKey).routes
        let read = try #require(routes.first)
        #expect(read.route.path.description == "/.netlify/functions/customer-context/{customerName}")
        #expect(read.route.methods == ["GET"])
        #expect(read.route.operation == .read)
        #expect(read.route.userKeys.map(\.description) == ["/request/query/user_id", "/request/path/customerName"])
        #expect(
            read.rules.map { "\($0.rule.at) \($0.rule.word) \($0.value ?? "")" } == [
                "/headers/x-processing-time ignore ", "/body/conversationHistory keyedBy id", "/body/a tolerance 0.01",
                "/body/b tolerance 1%", "/body/t tolerance 1s", "/body/p pattern ^a+$", "/body/s caseInsensitive ",
                "/body/s trimmed ", "/body/o/*/old rename /body/c/*/new",
            ])
        #expect(read.rules.map(\.line).first == 24)
        let first = try #require(read.rules.first?.rule)
        #expect(first.at.description == "/headers/x-processing-time" && first.reason == "its own clock")
        #expect(first.owner == "ann" && first.until?.description == "2027-01-01T00:00:00.000Z")
        let write = try #require(routes.last)
        #expect(write.route.writes == .isolated && write.effects.map(\.name) == ["customers"])
    }

    @Test("a rollout is read with its gate")
    func rollout() throws {
        let rollout = try #require(try ConfigurationText.configuration(Self.everyKey).rollouts.first)
        #expect(rollout.policy.feature == "useNewCustomerRepository")
        #expect(rollout.policy.routes == ["customer-context", "customer-update"])
        #expect(rollout.policy.percentage == 10 && rollout.policy.isEnabled && !rollout.policy.isRolledBack)
        #expect(rollout.policy.userWhitelist == ["admin@company.com"])
        #expect(rollout.policy.operations == .init(read: true, write: false))
        #expect(rollout.stages == Stages([0, 10, 100]))
        #expect(rollout.promotion == .automatic && rollout.evaluationInterval == .seconds(5))
        #expect(rollout.freezes.count == 3)
        #expect(rollout.rollbackConditions.map(\.duration) == [.seconds(300)])
        #expect(rollout.probes == ["orphaned-conversations"])
        let gate = try #require(rollout.gate)
        #expect(gate.unit == .perUser && gate.minimumComparisons == 500 && gate.minimumUsers == 20)
        #expect(gate.minimumDuration == .seconds(600) && gate.confidence == 0.99)
        #expect(
            gate.criteria.map(\.description) == [
                "mismatch_rate <= 0.1%", "p95_latency <= 200ms", "incomparable_rate <= 5%",
            ])
    }

    @Test("anchors and merge keys are understood, and a mapping's own keys win over merged ones")
    func anchors() throws {
        let configuration = try ConfigurationText.configuration(
            """
            upstreams:
              legacy: &side { url: http://a, timeout: 5s, host: upstream }
              candidate: { <<: *side, url: http://b }
            """)
        #expect(configuration.candidate.url.host == "b")
        #expect(configuration.candidate.timeout == .seconds(5) && configuration.candidate.host == .upstream)
    }

    @Test(
        "the environment can turn everything off",
        arguments: [("false", true), ("FALSE", true), ("0", true), ("true", false), ("", false)])
    func killSwitch(value: String, isOn: Bool) throws {
        let environment = [Configuration.killSwitchVariable: value]
        let configuration = try ConfigurationText.configuration(ConfigurationText.upstreams, environment: environment)
        #expect(configuration.isKillSwitchOn == isOn)
    }

    @Test("a kill switch that cannot be understood is not taken for off or on")
    func unclearKillSwitch() {
        #expect(
            ConfigurationText.errors(in: ConfigurationText.upstreams, environment: ["USE_NEW_SERVICES": "flase"])
                == ["environment: error: USE_NEW_SERVICES: expected true or false, found 'flase'"])
    }

    @Test("no description tells a secret")
    func secrets() {
        let token = AdminToken(name: "release", role: .promoter, secret: "hunter2")
        let notify = NotifySection(url: "https://hooks.example.com/hunter2", format: .slack)
        let probe = ProbeSection(
            name: "p", database: "postgres://me:hunter2@db", sql: "SELECT 1",
            expectation: .init(relation: .atMost, limit: 10), interval: .seconds(1))
        for value in [token, notify, probe] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            #expect(!dumped.contains("hunter2") && !"\(value)".contains("hunter2"))
        }
    }

    static let everyKey = """
        listen: unix:/run/parallax.sock
        threads: 2
        drainTimeout: 1m
        limits: { headBytes: 32KiB, headFields: 64, requestLineBytes: 8KiB, bodyBytes: 10MiB, headTimeout: 5s,
                  idleTimeout: 30s, connections: 100 }
        upstreams:
          legacy:    { url: HTTP://127.0.0.1:9001/, timeout: 10s, host: upstream }
          candidate: { url: "https://[::1]:9443/", timeout: 10s, version: "2.0.1",
                       headers: { set: { X-Tenant: staging }, remove: [X-Debug] } }
        mirror: { percentage: 12.5%, maxInFlight: 8, maxBodyBytes: 65536, timeout: 5 seconds }
        noise: { percentage: 5 }
        fallback: none
        ledger: { url: "sqlite:/var/lib/parallax.sqlite", retention: 7d, examples: 3 }
        redact: [/body/**/name]
        admin: { listen: "[::1]:9090", tokens: [] }
        routes:
          - name: customer-context
            path: /.netlify/functions/customer-context/{customerName}
            methods: [GET]
            operation: read
            mirror: true
            user: [/request/query/user_id, /request/path/customerName]
            rules:
              - { at: /headers/x-processing-time, ignore: true, reason: its own clock, owner: ann, until: 2026-12-31 }
              - { at: /body/conversationHistory, keyedBy: id }
              - { at: /body/a, tolerance: 0.01 }
              - { at: /body/b, tolerance: 1% }
              - { at: /body/t, tolerance: 1s }
              - { at: /body/p, pattern: ^a+$ }
              - { at: /body/s, trimmed: true, caseInsensitive: true }
              - { at: /body/o/*/old, rename: /body/c/*/new }
          - name: customer-update
            path: /.netlify/functions/customer-update
            methods: [POST]
            operation: write
            writes: isolated
            user: [/request/body/userId]
            effects:
              - { name: customers, sql: SELECT 1, legacy: postgres://a/x, candidate: postgresql://b/x }
        rollouts:
          - feature: useNewCustomerRepository
            routes: [customer-context, customer-update]
            enabled: true
            rolloutPercentage: 10
            userWhitelist: [admin@company.com]
            operations: { read: true, write: false }
            salt: ""
            stages: [0, 10%, 100]
            promotion: automatic
            evaluateEvery: 5s
            freeze:
              - { from: 2026-12-20, until: 2027-01-03T08:00:00Z }
              - { from: Fri 16:00, until: Monday 08:00 }
              - { cron: "0 16 * * FRI", duration: 64h, timeZone: Europe/Berlin }
            gate:
              evidence: perUser
              minimumComparisons: 500
              minimumUsers: 20
              minimumDuration: 10m
              confidence: 99%
              criteria: [mismatch_rate <= 0.1%, p95_latency <= 200ms]
              probes: [orphaned-conversations]
            rollbackWhen: [{ condition: error_rate > 1%, duration: 5 minutes }]
        alerts:
          - { name: slow, condition: p95_latency > 200ms, duration: 10 minutes, severity: critical, minimumCount: 50 }
          - { name: sync, condition: orphaned-conversations > 10 or legacy.p95_latency > 1s for 5 minutes, duration: 1h }
        notify:
          - { url: https://hooks.example.com/services/x, format: slack }
        probes:
          - name: orphaned-conversations
            database: postgres://db/x
            sql: SELECT count(*) FROM "VC Usage" WHERE customer_id IS NULL
            expect: value <= 10
            every: 5m
        """
}
