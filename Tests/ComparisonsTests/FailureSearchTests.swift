import Testing
import Traffic

@testable import Comparisons

@Suite("Answers that say of themselves that they failed")
struct FailureSearchTests {
    private let search = FailureSearch(limits: ComparisonLimits())

    static let bodies = [
        #"{"success":false}"#, #"{"a":"0123456789","success": false,"b":"0123456789"}"#,
        #"{"a":1,"\u0073uccess":false,"b":2}"#, #"{"success":true,"b":false}"#, #"{"a":"\\u","b":false}"#,
    ]

    @Test("in both answers as in each alone, wherever they differ", arguments: bodies)
    func pairs(_ body: String) {
        var found = 0
        for place in body.indices {
            for replacement in ["", "x", "\\", body[place] == "\"" ? "'" : "\""] {
                let changed = json(body[..<place] + replacement + body[body.index(after: place)...])
                for (left, right) in [(json(body), changed), (changed, json(body)), (changed, changed)] {
                    let both = search.isFound(in: ReadPair(left, right))
                    #expect(both.legacy == search.isFound(in: ReadAnswer(left)))
                    #expect(both.candidate == search.isFound(in: ReadAnswer(right)))
                    if both.candidate, !both.legacy { found += 1 }
                }
            }
        }
        #expect(found > 0 || !search.isFound(in: ReadAnswer(json(body))))
    }

    @Test("an answer of which a part is missing says nothing")
    func cutOff() {
        var cut = json(#"{"success":false}"#)
        cut.bodyLength = 100
        let both = search.isFound(in: ReadPair(cut, json(#"{"success":false}"#)))
        #expect(!both.legacy && both.candidate)
    }
}
