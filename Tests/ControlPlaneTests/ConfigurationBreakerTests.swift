import ControlPlane
import Testing

@Suite("Configuration: the circuit breaker")
struct ConfigurationBreakerTests {
    private static func configuration(_ text: String) throws -> Configuration {
        try ConfigurationText.configuration(ConfigurationText.upstreams + text)
    }

    @Test("it is there unless it is switched off", arguments: ["", "breaker:\n", "breaker: {}\n"])
    func defaults(text: String) throws {
        let breaker = try #require(try Self.configuration(text).breaker)
        #expect(breaker.consecutiveFailures == 5 && breaker.failureShare == 50 && breaker.minimumCount == 20)
        #expect(breaker.window == .seconds(10) && breaker.openFor == .seconds(1) && breaker.maxOpenFor == .seconds(30))
    }

    @Test("every key is read")
    func keys() throws {
        let text =
            "breaker: { consecutiveFailures: 2, failureShare: 12.5, minimumCount: 7, window: 1m, openFor: 50ms, "
            + "maxOpenFor: 2s }"
        let breaker = try #require(try Self.configuration(text).breaker)
        #expect(breaker.consecutiveFailures == 2 && breaker.failureShare == 12.5 && breaker.minimumCount == 7)
        #expect(breaker.window == .seconds(60))
        #expect(breaker.openFor == .milliseconds(50) && breaker.maxOpenFor == .seconds(2))
    }

    @Test("it can be switched off")
    func off() throws {
        #expect(try Self.configuration("breaker: off\n").breaker == nil)
    }

    @Test(
        "the summary says what it does",
        arguments: [
            (
                "",
                "After 5 failures in a row, or 50 % of at least 20 requests in 10s, legacy answers at once; single "
                    + "requests see whether the candidate is back, first after 1s, in the end every 30s."
            ),
            ("breaker: { failureShare: 12.5 }", "or 12.5 % of at least 20 requests"),
            ("breaker: off", "There is no circuit breaker: promoted requests wait for the candidate"),
        ])
    func summary(text: String, sentence: String) throws {
        let summary = ConfigurationSummary.describe(try Self.configuration(text))
        #expect(summary.contains(sentence), "\(summary)")
    }

    @Test("without a fallback nothing is said of it: it does nothing")
    func withoutFallback() throws {
        let summary = ConfigurationSummary.describe(try Self.configuration("fallback: none\n"))
        #expect(!summary.contains("in a row"))
    }

    @Test("evidence does not rest on it")
    func fingerprint() throws {
        #expect(try Self.configuration("breaker: off").fingerprint == Self.configuration("").fingerprint)
    }
}
