import Testing

@testable import DataPlane

@Suite("Every input of the corpus keeps what was promised for all inputs")
struct CorpusTests {
    private static func check(_ target: FuzzTarget, _ entry: Corpus.Entry) throws {
        var property = target.makeProperty()
        try entry.input.withUnsafeBytes { try property.check($0) }
    }

    @Test("request framing", arguments: try Corpus.entries(.requestFraming))
    func requestFraming(_ entry: Corpus.Entry) throws { try Self.check(.requestFraming, entry) }

    @Test("answer framing", arguments: try Corpus.entries(.answerFraming))
    func answerFraming(_ entry: Corpus.Entry) throws { try Self.check(.answerFraming, entry) }

    @Test("the exchange machine", arguments: try Corpus.entries(.exchange))
    func exchange(_ entry: Corpus.Entry) throws { try Self.check(.exchange, entry) }

    @Test("no input sees anything of the one before it", arguments: [FuzzTarget.requestFraming, .answerFraming])
    func reuse(_ target: FuzzTarget) throws {
        var property = target.makeProperty()
        for entry in try Corpus.entries(target) {
            try entry.input.withUnsafeBytes { try property.check($0) }
        }
    }
}
