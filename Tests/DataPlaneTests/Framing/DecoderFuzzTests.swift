import Testing

@testable import DataPlane

@Suite("Random bytes never crash a decoder, and mean the same in whatever pieces they come")
struct DecoderFuzzTests {
    /// A message of the corpus with up to three octets changed, inserted or taken out.
    private static func mutated(_ corpus: [String], _ random: inout SplitMix) -> [UInt8] {
        var bytes = Array(corpus[Int(random.next() % UInt64(corpus.count))].utf8.prefix(2_000))
        random.mutate(&bytes)
        return bytes
    }

    @Test("requests", arguments: 0..<20)
    func requests(_ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let corpus = RequestDecoderTests.acceptances.map(\.request) + RequestDecoderTests.refusals.map(\.request)
        for _ in 0..<50 {
            let bytes = Self.mutated(corpus, &random)
            let whole = decodeRequests([bytes[...]])
            #expect(decodeRequests(bytes.indices.map { bytes[$0...$0] }) == whole)
            let cut = Int(random.next() % UInt64(bytes.count))
            #expect(decodeRequests([bytes[..<cut], bytes[cut...]]) == whole)
        }
    }

    @Test("answers", arguments: 0..<20)
    func answers(_ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let corpus = AnswerDecoderTests.cases.map(\.answer)
        for _ in 0..<50 {
            let bytes = Self.mutated(corpus, &random)
            let whole = decodeAnswer([bytes[...]])
            let single = decodeAnswer(bytes.indices.map { bytes[$0...$0] })
            #expect(single.0 == whole.0 && single.isClean == whole.isClean)
        }
    }
}
