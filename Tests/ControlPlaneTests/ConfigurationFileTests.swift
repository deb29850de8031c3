import Comparisons
import ControlPlane
import Foundation
import Rollouts
import Testing
import Traffic

/// Configurations on disk: what is there, what is not, and what they refer to.
@Suite("Configuration files")
struct ConfigurationFileTests {
    /// A folder of its own, removed afterwards.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("parallax-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        try body(folder.path)
    }

    private func errors(loading path: String) -> String {
        do {
            _ = try Configuration.load(path: path, environment: [:], asOf: Timestamp(milliseconds: 0))
            return ""
        } catch {
            return error.description
        }
    }

    @Test("the example loads as it is, and says what it means")
    func example() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let configuration = try Configuration.load(
            path: root.appendingPathComponent("Config/parallax.yaml").path, environment: [:],
            asOf: Timestamp(milliseconds: 0))
        #expect(configuration.routes.map(\.route.name) == ["orders-list", "orders-update"])
        #expect(
            ConfigurationSummary.describe(configuration).contains("needs 367 distinct clean requests per route at best")
        )
    }

    /// What the example shows as a default must be one.
    @Test("the defaults that the example shows are the defaults")
    func exampleDefaults() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent("Config/parallax.yaml").path
        let example = try Configuration.load(path: path, environment: [:], asOf: Timestamp(milliseconds: 0))
        let plain = try Configuration.parse(ConfigurationText.upstreams, path: path)
        #expect(example.listen == plain.listen && example.threads == plain.threads)
        #expect(example.drainTimeout == plain.drainTimeout && example.limits == plain.limits)
        #expect(example.legacy == plain.legacy && example.candidate == plain.candidate)
        #expect(example.mirror == plain.mirror && example.noisePercentage == plain.noisePercentage)
        #expect(example.fallback == plain.fallback && example.breaker == plain.breaker)
        #expect(example.ledger == plain.ledger)
        #expect(example.redact == plain.redact && example.admin == plain.admin)
        let rollout = try #require(example.rollouts.first)
        let bare = try #require(
            try ConfigurationText.configuration(
                ConfigurationText.routes + "rollouts: [{ feature: useNewOrderRepository, routes: [read, write] }]"
            ).rollouts.first)
        var policy = bare.policy
        policy.routes = rollout.policy.routes
        #expect(rollout.policy == policy && rollout.stages == bare.stages && rollout.promotion == bare.promotion)
        #expect(rollout.evaluationInterval == bare.evaluationInterval && rollout.freezes == bare.freezes)
    }

    @Test("a file that is not there, a folder, a huge file and a file of no text are each called so")
    func unreadable() throws {
        try inFolder { folder in
            let missing = "\(folder)/none.yaml"
            #expect(errors(loading: missing) == "\(missing): error: there is no file '\(missing)'")
            #expect(errors(loading: folder) == "\(folder): error: '\(folder)' is a folder, not a file")
            let huge = "\(folder)/huge.yaml"
            let comment = Data(repeating: UInt8(ascii: "#"), count: 5 * 1_024 * 1_024 + 1)
            #expect(FileManager.default.createFile(atPath: huge, contents: comment))
            #expect(errors(loading: huge) == "\(huge): error: '\(huge)' is larger than 5MiB")
            let bytes = "\(folder)/bytes.yaml"
            #expect(FileManager.default.createFile(atPath: bytes, contents: Data([0x61, 0xFF, 0xFE])))
            #expect(errors(loading: bytes) == "\(bytes): error: '\(bytes)' is not UTF-8 text")
        }
    }

    @Test("tokens come from files next to the configuration, without their line end")
    func tokens() throws {
        try inFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/secrets", withIntermediateDirectories: true)
            try "  s3cret\n".write(toFile: "\(folder)/secrets/promoter", atomically: true, encoding: .utf8)
            let path = "\(folder)/parallax.yaml"
            let admin = "admin: { tokens: [{ name: release, role: promoter, file: secrets/promoter }] }\n"
            try (ConfigurationText.upstreams + admin).write(toFile: path, atomically: true, encoding: .utf8)
            let configuration = try Configuration.load(path: path, environment: [:], asOf: Timestamp(milliseconds: 0))
            #expect(configuration.admin.tokens == [AdminToken(name: "release", role: .promoter, secret: "s3cret")])
            #expect(configuration.ledger.path == "\(folder)/../Reports/parallax.sqlite")

            try "\n".write(toFile: "\(folder)/secrets/promoter", atomically: true, encoding: .utf8)
            #expect(errors(loading: path) == "\(path):4:58: error: file: '\(folder)/secrets/promoter' is empty")
        }
    }

    @Test("a file of rules is the bare list or a mapping", arguments: ["", "rules:\n"])
    func rules(head: String) throws {
        try inFolder { folder in
            let path = "\(folder)/rules.yaml"
            try (head + "- { at: /body/a, ignore: true }\n- { at: /body/b, unordered: true }\n")
                .write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try Configuration.loadRules(path: path).map(\.rule.effect) == [.ignore, .unordered])
            try (head + "- { at: /body/a, ignor: true }\n").write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: ConfigurationErrors.self) { try Configuration.loadRules(path: path) }
        }
    }
}
