import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("What is said of values")
struct ValueClassWordingTests {
    static let words: [(String, String)] = [
        ("null:candidate", "null in the candidate"), ("null:legacy", "null in legacy"),
        ("empty:candidate", "empty in the candidate"),
        ("nullForEmpty:legacy", "null in legacy, empty in the candidate"),
        ("emptyTypes", "both empty, of different types"), ("type", "the type only"),
        ("type:legacy", "the type only: a string in legacy"),
        ("wrapped:candidate", "in the candidate it is alone in an array"), ("sign", "the sign only"),
        ("numberNotation", "the same number, written differently"), ("scale:3", "candidate's number is × 1,000"),
        ("scale:-2", "candidate's number is ÷ 100"), ("scale", "candidate's number is in another unit"),
        ("epochUnit:candidate", "seconds since 1970 in the candidate, milliseconds in legacy"),
        ("floatingPoint", "the last digits of a double only"),
        ("rounding:candidate:2", "candidate rounds to 2 decimals"),
        ("rounding:legacy:1", "legacy rounds to 1 decimal"),
        ("rounding:candidate:0", "candidate rounds to a whole number"),
        ("rounding:candidate", "candidate rounds"), ("cutDecimals:candidate:2", "candidate cuts off after 2 decimals"),
        ("cutDecimals:legacy", "legacy cuts off decimals"), ("timeNotation", "the same moment, written differently"),
        ("timeZone:candidate", "no time zone in the candidate, the same otherwise"),
        ("timePrecision:candidate:0", "candidate keeps whole seconds"),
        ("timePrecision:legacy:3", "legacy keeps milliseconds"),
        ("timePrecision:legacy:1", "legacy keeps 1 digit of the second's fraction"),
        ("timeShift:3600000", "candidate's time is 1 hour later"),
        ("timeShift:-7200000", "candidate's time is 2 hours earlier"),
        ("timeShift:17000", "candidate's time is 17 s later"), ("timeShift:1500", "candidate's time is 1.5 s later"),
        ("timeShift:-23", "candidate's time is 23 ms earlier"),
        ("timeShift:86400000", "candidate's time is 1 day later"),
        ("timeShift", "another time"), ("caseOnly", "upper and lower case only"), ("whiteSpace", "white space only"),
        ("normalisation:candidate", "Unicode normalisation only, decomposed in the candidate"),
        ("order", "the order only"),
        ("truncation:candidate:255", "candidate has the first 255 characters only"),
        ("truncation:legacy", "legacy has the beginning only"),
        ("htmlEscaping:candidate", "HTML escapes in the candidate"),
        ("percentEncoding:legacy", "percent-encoded in legacy"),
        ("encoding:candidate", "candidate takes UTF-8 for ISO 8859-1"),
        ("identifier", "another UUID"),
    ]

    @Test("a class is said in a few words", arguments: words)
    func said(text: String, words: String) throws {
        #expect(Wording.valueClass(try #require(ValueClass(text))) == words)
    }

    @Test("every class has words of its own")
    func all() {
        let all = ValueClass.Name.allCases.map { Wording.valueClass(ValueClass($0, .candidate)) }
        #expect(Set(all).count == all.count)
        #expect(Set(Self.words.compactMap { ValueClass($0.0)?.name }) == Set(ValueClass.Name.allCases))
    }

    private static let document: ReportDocument = {
        var document = ReportDocument.sample
        document.discrepancies[0].valueClass = .init(ValueClass(.rounding, .candidate, amount: 2), share: 0.98)
        document.discrepancies[0].approximate = 5
        document.discrepancies[1].valueClass = .init(ValueClass(.caseOnly), share: 1)
        document.discrepancies[1].approximate = document.discrepancies[1].count
        document.routes[0].approximate = 7
        document.routes[0].omittedDifferences = 1_234
        return document
    }()

    static let sentences = [
        "candidate rounds to 2 decimals (98 % of the differences)", "upper and lower case only",
        "the array was too long to align: position decided which elements belong together in 5 of 21 exchanges",
        "position decided in arrays too long to align in 7 comparisons",
        "1,234 differences too many in one comparison to be kept",
    ]

    @Test("terminal and HTML report say what values share and what position decided", arguments: sentences)
    func reports(sentence: String) {
        let terminal = TerminalReport.render(Self.document, colour: false, width: 400)
        #expect(terminal.contains(sentence))
        #expect(HTMLReport.render(Self.document).contains(sentence))
        #expect(!TerminalReport.render(.sample, colour: false, width: 400).contains(sentence))
    }

    @Test("the JSON report has the class with its share")
    func json() throws {
        let text = JSONReport.render(Self.document)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let discrepancies = try #require(report["discrepancies"] as? [[String: Any]])
        let valueClass = try #require(discrepancies[0]["class"] as? [String: Any])
        #expect(valueClass["name"] as? String == "rounding")
        #expect(valueClass["share"] as? Double == 0.98)
        #expect(discrepancies[0]["approximate"] as? Int == 5)
        let routes = try #require(report["routes"] as? [[String: Any]])
        #expect(routes[0]["approximate"] as? Int == 7)
        #expect(routes[0]["omittedDifferences"] as? Int == 1_234)
    }
}
