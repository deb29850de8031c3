import ControlPlane
import Testing
import Traffic

@Suite("The fingerprint of a configuration")
struct ConfigurationFingerprintTests {
    static let text = ConfigurationTests.everyKey

    func fingerprint(replacing old: String, with new: String) throws -> String {
        try #require(Self.text.contains(old))
        return try ConfigurationText.configuration(Self.text.replacing(old, with: new)).fingerprint
    }

    func plain() throws -> String { try ConfigurationText.configuration(Self.text).fingerprint }

    @Test(
        "changes with what evidence means",
        arguments: [
            ("9443", "9444"), ("version: \"2.0.1\"", "version: \"2.0.2\""),
            ("noise: { percentage: 5 }", "noise: {}"),
            ("methods: [GET]", "methods: [GET, HEAD]"), ("writes: isolated", "writes: dryRun"),
            ("keyedBy: id", "keyedBy: key"), ("tolerance: 1%", "tolerance: 2%"),
            ("until: 2026-12-31", "until: 2027-12-31"),
            ("at: /body/a", "at: /body/aa"), ("/request/query/user_id", "/request/query/user"),
            ("mismatch_rate <= 0.1%", "mismatch_rate <= 0.2%"), ("confidence: 99%", "confidence: 98%"),
            ("evidence: perUser", "evidence: perRequest"), ("value <= 10", "value <= 11"),
            ("routes: [customer-context, customer-update]", "routes: [customer-context]"),
        ])
    func changes(old: String, new: String) throws {
        // Effects are allowed on isolated routes alone.
        if new == "writes: dryRun" {
            let effects = Self.text.components(separatedByLine: "effects:")
            let changed = effects.replacing(old, with: new)
            #expect(
                try ConfigurationText.configuration(effects).fingerprint
                    != ConfigurationText.configuration(changed).fingerprint)
        } else {
            #expect(try fingerprint(replacing: old, with: new) != plain())
        }
    }

    @Test("changes when a rule expires, and only then")
    func expiry() throws {
        var configuration = try ConfigurationText.configuration(Self.text)
        let plain = configuration.fingerprint
        let expiry = try #require(configuration.nextExpiry)
        configuration.asOf = expiry.advanced(byMilliseconds: -1)
        #expect(configuration.fingerprint == plain)
        #expect(configuration.nextExpiry == expiry)
        configuration.asOf = expiry
        #expect(configuration.fingerprint != plain)
        #expect(configuration.nextExpiry.map { $0 > expiry } ?? true)
    }

    @Test(
        "does not change with what people read, whom it is told to, and where it listens",
        arguments: [
            ("reason: its own clock", "reason: another"), ("owner: ann", "owner: bob"),
            ("severity: critical", "severity: info"),
            ("services/x", "services/y"), ("/run/parallax.sock", "/run/other.sock"), ("retention: 7d", "retention: 8d"),
            ("rolloutPercentage: 10", "rolloutPercentage: 0"), ("minimumComparisons: 500", "minimumComparisons: 600"),
            ("threads: 2", "threads: 3"), ("postgres://db/x", "postgres://me:secret@db/x"),
            ("mismatch_rate <= 0.1%", "mismatch_rate <= 0.001"), ("mismatch_rate <= 0.1%", "mismatch_rate<=0.2%/2"),
            ("p95_latency <= 200ms", "candidate.p95_latency <= 0.2s"), ("p95_latency > 200ms", "p95_latency > 300ms"),
            ("timeZone: Europe/Berlin", "timeZone: UTC"),
        ])
    func stays(old: String, new: String) throws {
        #expect(try fingerprint(replacing: old, with: new) == plain())
    }

    @Test("is 16 hexadecimal digits, the same in every run")
    func stable() throws {
        let fingerprint = try ConfigurationText.configuration(ConfigurationText.upstreams).fingerprint
        #expect(fingerprint.count == 16 && fingerprint.allSatisfy(\.isHexDigit))
        #expect(fingerprint == "b4c92da9db206798")
    }
}

extension String {
    /// The text without a line and the one after it.
    fileprivate func components(separatedByLine line: String) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let index = lines.firstIndex(where: { $0.contains(line) }) { lines.removeSubrange(index...index + 1) }
        return lines.joined(separator: "\n")
    }
}
