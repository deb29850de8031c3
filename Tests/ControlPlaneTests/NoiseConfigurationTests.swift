import ControlPlane
import Testing

/// What a configuration says of legacy's noise.
@Suite("Configuration: noise")
struct NoiseConfigurationTests {
    private static func text(candidate: String = "http://127.0.0.1:2", _ rest: String) -> String {
        """
        upstreams:
          legacy: { url: "http://127.0.0.1:1" }
          candidate: { url: "\(candidate)" }
        \(rest)
        """
    }

    @Test(
        "is a calibration where the file says so, or where both sides have one address",
        arguments: [
            ("http://127.0.0.1:2", "", false), ("http://127.0.0.1:2", "noise: { calibrate: false }", false),
            ("http://127.0.0.1:2", "noise: { calibrate: true }", true), ("http://127.0.0.1:1", "", true),
            ("http://127.0.0.1:1/other", "", false),
        ])
    func calibration(candidate: String, rest: String, isCalibration: Bool) throws {
        let configuration = try Configuration.parse(Self.text(candidate: candidate, rest), path: "parallax.yaml")
        #expect(configuration.isCalibration == isCalibration)
        let summary = ConfigurationSummary.describe(configuration)
        #expect(summary.contains("Legacy stands in the candidate's place") == isCalibration)
    }

    @Test("a calibration's counts mean something else than a candidate's")
    func fingerprint() throws {
        let plain = try Configuration.parse(Self.text("noise: { percentage: 5 }"), path: "parallax.yaml")
        let calibrating = try Configuration.parse(
            Self.text("noise: { percentage: 5, calibrate: true }"), path: "parallax.yaml")
        #expect(plain.fingerprint != calibrating.fingerprint)
    }

    @Test("one address for both sides is refused where a route copies writes: each would be done twice")
    func doubleWrites() {
        let routes = "routes: [{ name: w, path: /w, operation: write, writes: isolated }]"
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(Self.text(candidate: "http://127.0.0.1:1", routes), path: "parallax.yaml")
        }
        #expect(error?.problems.count == 1)
        #expect(error.map { "\($0)".contains("every write of route 'w' would be done twice") } == true)
        #expect(throws: Never.self) {
            try Configuration.parse(Self.text("noise: { calibrate: true }\n" + routes), path: "parallax.yaml")
        }
    }

    @Test("noise is acted upon: nothing says that it is not")
    func honoured() throws {
        let configuration = try Configuration.parse(Self.text("noise: { percentage: 5 }"), path: "parallax.yaml")
        #expect(configuration.unhonoured.isEmpty)
    }
}
