import Comparisons
import NIOCore
import Testing
import Traffic

/// What the comparison says of legacy's second answers.
@Suite("Legacy against itself")
struct SelfComparisonTests {
    private func compared(
        control: Leg?, candidate: String = #"{"a":1}"#, isCalibration: Bool = false, served: Side = .legacy
    ) -> Comparison {
        let comparer = ExchangeComparer(
            rules: [:], redaction: Redaction(Redaction.defaults), isCalibration: isCalibration)
        let exchange = exchange(
            served: leg(served, json(served == .legacy ? #"{"a":1}"# : candidate)),
            mirrored: leg(served.other, json(served == .legacy ? candidate : #"{"a":1}"#)),
            control: control)
        return comparer.compare(exchange)
    }

    @Test("a control is compared with legacy's first answer, and changes nothing of the outcome")
    func control() throws {
        let comparison = compared(control: leg(.legacy, json(#"{"a":2,"b":1}"#)))
        #expect(comparison.outcome == .match && comparison.differences.isEmpty)
        let own = try #require(comparison.selfComparisons.first)
        #expect(comparison.selfComparisons.count == 1 && own.origin == .control)
        #expect(own.differences.map(\.difference.at.description) == ["/body/a", "/body/b"])
        #expect(own.differences.first?.difference.candidate?.text == "2")
    }

    @Test("a control that agrees is a triple too")
    func agreement() {
        let comparison = compared(control: leg(.legacy, json(#"{"a":1}"#)), candidate: #"{"a":2}"#)
        #expect(comparison.outcome == .mismatch)
        #expect(comparison.selfComparisons.map(\.differences.isEmpty) == [true])
    }

    @Test(
        "no triple without three whole answers, nor where legacy did not serve",
        arguments: [
            nil, failed(.legacy, .timeout), Leg(side: .legacy, outcome: .shed, duration: 0),
            leg(
                .legacy,
                Answer(status: 200, head: MessageHead(text: "HTTP/1.1 200 OK"), body: ByteBuffer(), bodyLength: 9)),
        ])
    func noTriple(control: Leg?) {
        #expect(compared(control: control).selfComparisons.isEmpty)
        #expect(compared(control: leg(.legacy, json("{}")), served: .candidate).selfComparisons.isEmpty)
    }

    @Test("in a calibration what differs is legacy's own, and still a mismatch")
    func calibration() {
        let comparison = compared(control: nil, candidate: #"{"a":2}"#, isCalibration: true)
        #expect(comparison.outcome == .mismatch)
        #expect(comparison.selfComparisons.map(\.origin) == [.calibration])
        #expect(comparison.selfComparisons.first?.differences.count == 1)
    }

    @Test("nothing is learned of a redacted value but its type")
    func redacted() throws {
        let comparer = ExchangeComparer(
            rules: [:], redaction: Redaction(Redaction.defaults), isCalibration: true)
        let comparison = comparer.compare(
            exchange(
                served: leg(.legacy, json(#"{"phone":"0123"}"#)), mirrored: leg(.candidate, json(#"{"phone":"0124"}"#)))
        )
        let spread = try #require(comparison.selfComparisons.first?.differences.first?.spread)
        #expect(spread.types == [.string])
        #expect(spread.numbers == nil && spread.template == nil && spread.alphabet == nil && spread.times == nil)
    }
}
