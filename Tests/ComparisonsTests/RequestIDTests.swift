import Testing
import Traffic

@testable import Comparisons

@Suite("Ids of requests as they are written down")
struct RequestIDTests {
    private func writtenID(_ id: String) -> String {
        let sample = exchange(served: leg(.legacy, json("{}")), mirrored: leg(.candidate, json("{}")))
        return ExchangeComparer(rules: [:], redaction: Redaction([])).compare(
            Exchange(
                id: id, route: sample.route, operation: sample.operation, assignment: sample.assignment,
                request: sample.request, startedAt: sample.startedAt, served: sample.served, mirrored: sample.mirrored)
        ).exchangeID
    }

    @Test("an id of up to 256 bytes is written down whole, of a longer one the beginning")
    func length() {
        let id = String(repeating: "0123456789abcdef", count: 16)
        #expect(writtenID(id) == id)
        #expect(writtenID(id + "x") == id)
        #expect(writtenID(String(repeating: "%40", count: 20_000)).utf8.count == 256)
    }

    @Test("a character that the cut divides is left out")
    func wholeCharacters() {
        #expect(writtenID(String(repeating: "a", count: 255) + "éb") == String(repeating: "a", count: 255))
        #expect(RequestID.beginning(of: "aé", bytes: 2) == "a")
        #expect(RequestID.beginning(of: "é", bytes: 1).isEmpty)
        #expect(RequestID.beginning(of: "e\u{301}", bytes: 2) == "e")
    }

    @Test("an address that the cut divides is masked")
    func divided() {
        let before = String(repeating: "/", count: 246)
        #expect(writtenID(before + "john.doe@example.org") == before + "‹e-mail")
        #expect(writtenID("a@b.org") == "‹e-mail›")
    }
}
