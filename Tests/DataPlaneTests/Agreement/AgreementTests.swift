import Testing

@testable import DataPlane

@Suite("Framing agrees with llhttp wherever both accept, and each other verdict is on purpose")
struct AgreementTests {
    @Test("requests of the corpus", arguments: try Corpus.entries(.requestFraming))
    func request(_ entry: Corpus.Entry) throws {
        let (ours, theirs) = (Reading.parallax(requests: entry.wire), try Reading.llhttp(requests: entry.wire))
        #expect(ours.disagreement(with: theirs) == nil)
        Self.checkVerdicts(ours, theirs, Disagreement.requests[entry.name])
    }

    @Test("answers of the corpus", arguments: try Corpus.entries(.answerFraming))
    func answer(_ entry: Corpus.Entry) throws {
        let toHead = Self.answersHead(entry)
        let ours = Reading.parallax(answers: entry.wire, toHead: toHead)
        let theirs = try Reading.llhttp(answers: entry.wire, toHead: toHead)
        #expect(ours.disagreement(with: theirs) == nil)
        Self.checkVerdicts(ours, theirs, Disagreement.answers[entry.name])
    }

    @Test("the corpus and the listed disagreements fit together")
    func inventory() throws {
        let requests = try Set(Corpus.entries(.requestFraming).map(\.name))
        let answers = try Set(Corpus.entries(.answerFraming).map(\.name))
        #expect(requests.count + answers.count >= 100)
        #expect(requests.isSuperset(of: Disagreement.requests.keys))
        #expect(answers.isSuperset(of: Disagreement.answers.keys))
    }

    @Test("changed requests, where both accept them", arguments: 0..<10)
    func changedRequests(_ seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        for entry in try Corpus.entries(.requestFraming) {
            for _ in 0..<4 {
                var wire = entry.wire
                random.mutate(&wire)
                let (ours, theirs) = (Reading.parallax(requests: wire), try Reading.llhttp(requests: wire))
                #expect(
                    ours.disagreement(with: theirs) == nil, "\(String(decoding: wire, as: UTF8.self).debugDescription)")
            }
        }
    }

    @Test("changed answers, where both accept them", arguments: 0..<10)
    func changedAnswers(_ seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        for entry in try Corpus.entries(.answerFraming) {
            let toHead = Self.answersHead(entry)
            for _ in 0..<4 {
                var wire = entry.wire
                random.mutate(&wire)
                let ours = Reading.parallax(answers: wire, toHead: toHead)
                let theirs = try Reading.llhttp(answers: wire, toHead: toHead)
                #expect(
                    ours.disagreement(with: theirs) == nil, "\(String(decoding: wire, as: UTF8.self).debugDescription)")
            }
        }
    }

    private static func answersHead(_ entry: Corpus.Entry) -> Bool {
        entry.input.withUnsafeBytes { FramingOptions($0)?.answersHead ?? false }
    }

    /// Both judge alike, or the difference is listed.
    private static func checkVerdicts(_ ours: Reading, _ theirs: Reading, _ listed: Disagreement?) {
        #expect(ours.isAccepted == (listed.map { $0.taker == .parallax } ?? theirs.isAccepted), "\(ours)")
        #expect(theirs.isAccepted == (listed.map { $0.taker == .llhttp } ?? ours.isAccepted), "\(theirs)")
    }
}
