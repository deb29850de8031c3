import Rollouts
import Testing

@Suite("Conditions that are wrong")
struct ConditionErrorTests {
    @Test(
        "are refused with what is wrong, where, and what would be right",
        arguments: [
            ("", "1: a condition is missing: write NAME > LIMIT"),
            ("error_rate", "1: 'error_rate' is not a condition: write NAME > LIMIT"),
            ("(error_rate + 1%)", "1: '(error_rate + 1%)' is not a condition: write NAME > LIMIT"),
            ("error_rate >", "13: 'error_rate >' breaks off: a number or a name is missing after '>'"),
            ("error_rate > 1% and", "20: 'error_rate > 1% and' breaks off: a number or a name is missing after 'and'"),
            ("and error_rate > 1%", "1: a number or a name is missing before 'and'"),
            ("error_rate > > 1%", "14: a number or a name is missing before '>'"),
            ("error_rate * / 2 > 1%", "14: a number or a name is missing before '/'"),
            ("error_rate 1%", "12: a sign or a word is missing before '1%'"),
            ("error_rate > 1% slower_rate > 1%", "17: a sign or a word is missing before 'slower_rate'"),
            (
                "error_rate > 1% AND slower_rate > 1%",
                "17: a sign or a word is missing before 'AND' (did you mean 'and'?)"
            ),
            ("error_rate > 1% form 5m", "17: a sign or a word is missing before 'form' (did you mean 'for'?)"),
            (
                "1% < error_rate < 5%",
                "17: a comparison has two sides, and '<' begins a third (join two comparisons with 'and')"
            ),
            ("(error_rate > 1%", "1: '(' without its ')'"),
            ("error_rate > 1%)", "16: ')' without its '('"),
            ("(error_rate > 1% 5", "18: a sign or a word is missing before '5'"),
            ("()", "2: a number or a name is missing before ')'"),
            (
                "error_rate and slower_rate > 1%",
                "1: 'error_rate' is a share, where a comparison must stand (such as error_rate > 1%)"
            ),
            (
                "error_rate > 1% or 200ms",
                "20: '200ms' is a duration, where a comparison must stand (such as error_rate > 1%)"
            ),
            ("(error_rate > 1%) + 1 > 2", "1: '(error_rate > 1%)' is a comparison, where a number must stand"),
            ("-(error_rate > 1%)", "2: '(error_rate > 1%)' is a comparison, where a number must stand"),
            ("error_rate > (slower_rate > 1%)", "14: '(slower_rate > 1%)' is a comparison, where a number must stand"),
        ])
    func grammar(text: String, message: String) { Self.expect(message, of: text) }

    @Test(
        "name what nobody knows",
        arguments: [
            ("eror_rate > 1%", "1: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
            ("error_rate > 1% and p95_latncy > 1s", "21: unknown name 'p95_latncy' (did you mean 'p95_latency'?)"),
            ("sync_succes_rate < 90%", "1: unknown name 'sync_succes_rate' (did you mean 'sync_success_rate'?)"),
            (
                "orphaned_conversations > 1",
                "1: unknown name 'orphaned_conversations' (did you mean 'orphaned-conversations'?)"
            ),
            ("legacy.p95latency > 1s", "1: unknown name 'legacy.p95latency' (did you mean 'legacy.p95_latency'?)"),
            (
                "error_rate-slower_rate > 1%",
                "1: unknown name 'error_rate-slower_rate' (to subtract, write 'error_rate - slower_rate')"
            ),
            (
                "requests > 1",
                "1: unknown name 'requests' (one of mismatch_rate, error_rate, candidate.error_rate, legacy.error_rate, "
                    + "slower_rate, incomparable_rate, p50_latency, p95_latency, p99_latency, legacy.p50_latency, "
                    + "legacy.p95_latency, legacy.p99_latency, orphaned-conversations, sync_success_rate)"
            ),
        ])
    func names(text: String, message: String) { Self.expect(message, of: text) }

    @Test("without any probe, say that a name could be that of one")
    func noProbes() {
        #expect {
            try Condition(parsing: "sync_success_rate < 90%")
        } throws: { error in
            (error as? SyntaxError)?.suggestion?.hasSuffix("legacy.p99_latency, or the name of a probe") == true
        }
    }

    @Test(
        "have signs and numbers that mean nothing",
        arguments: [
            ("error_rate = 1%", "12: '=' has no meaning here (did you mean '=='?)"),
            ("error_rate => 1%", "12: '=>' has no meaning here (did you mean '>='?)"),
            ("error_rate <> 1%", "12: '<>' has no meaning here (did you mean '!='?)"),
            ("error_rate ≥ 1%", "12: '≥' has no meaning here (did you mean '>='?)"),
            ("!(error_rate > 1%)", "1: '!' has no meaning here (write the comparison the other way round)"),
            ("error_rate > 1% && slower_rate > 1%", "17: '&' has no meaning here (did you mean 'and'?)"),
            ("error_rate > 1% || slower_rate > 1%", "17: '|' has no meaning here (did you mean 'or'?)"),
            ("error_rate > 0,1%", "15: ',' has no meaning here (did you mean '.'?)"),
            ("error_rate > \"1%\"", "14: '\"' has no meaning here"),
            ("error_rate\u{0} > 1%", "11: U+0000 has no meaning here"),
            ("error_rate > 🙂", "14: '🙂' has no meaning here"),
            ("error_rate > %", "14: '%' belongs after a number"),
            ("error_rate > 1.2.3%", "14: '1.2.3' is no number"),
            ("error_rate > 1e3", "15: unknown unit 'e3' (such as %, ms, s, m or h)"),
            ("p95_latency > 5msec", "16: unknown unit 'msec' (did you mean 'sec'?)"),
            ("p95_latency > 5ms_x", "16: unknown unit 'ms_x' (such as %, ms, s, m or h)"),
            ("p95_latency > 30m1h", "15: '30m1h' is no duration (such as 200ms or 1h30m)"),
            ("p95_latency > 99999999w", "15: '99999999w' is no duration (such as 200ms or 1h30m)"),
            ("p95_latency > 5 minuts", "17: a sign or a word is missing before 'minuts' (did you mean 'minute'?)"),
        ])
    func lexical(text: String, message: String) { Self.expect(message, of: text) }

    @Test(
        "mix units",
        arguments: [
            ("error_rate > 200ms", "14: '200ms' is no limit for error_rate: write a share such as 0.1% or 0.001"),
            (
                "error_rate > 5",
                "14: '5' is no limit for error_rate: without '%' a share lies between 0 and 1 (did you mean '5%'?)"
            ),
            (
                "2 + 3 < error_rate",
                "1: '2 + 3' is no limit for error_rate: without '%' a share lies between 0 and 1"
            ),
            (
                "p95_latency > 200",
                "15: '200' is no limit for p95_latency: write a duration such as 200ms (did you mean '200ms'?)"
            ),
            ("p95_latency > 1%", "15: '1%' is no limit for p95_latency: write a duration such as 200ms"),
            (
                "legacy.p95_latency > 0ms",
                "22: '0ms' is no limit for legacy.p95_latency: write a duration such as 200ms"
            ),
            ("sync_success_rate < 5s", "21: '5s' is no limit for sync_success_rate: a probe's value is a number"),
            ("error_rate > p95_latency", "1: 'error_rate > p95_latency' compares a share with a duration"),
            ("p95_latency - 1 > 5ms", "1: 'p95_latency - 1' has no meaning: a duration - a number"),
            ("error_rate + 5ms > 5ms", "1: 'error_rate + 5ms' has no meaning: a share + a duration"),
            ("p95_latency * 5ms > 5ms", "1: 'p95_latency * 5ms' has no meaning: a duration * a duration"),
            ("1 / p95_latency > 5", "1: '1 / p95_latency' has no meaning: a number / a duration"),
            ("error_rate / 0 > 5", "14: 'error_rate / 0' divides by zero"),
            ("error_rate / (1% - 1%) > 5", "14: 'error_rate / (1% - 1%)' divides by zero"),
        ])
    func units(text: String, message: String) { Self.expect(message, of: text) }

    @Test(
        "hold always or never",
        arguments: [
            (
                "1% > 2%",
                "1: '1% > 2%' is always false: both sides are constants (one of them names a rate, a latency or a probe)"
            ),
            (
                "error_rate > 1% and 1 + 1 == 2",
                "21: '1 + 1 == 2' is always true: both sides are constants (one of them names a rate, a latency or a probe)"
            ),
            ("error_rate > 100%", "1: 'error_rate > 100%' never holds: a rate lies between 0% and 100%"),
            ("error_rate < 0%", "1: 'error_rate < 0%' never holds: a rate lies between 0% and 100%"),
            ("error_rate == 200%", "1: 'error_rate == 200%' never holds: a rate lies between 0% and 100%"),
            ("error_rate != 200%", "1: 'error_rate != 200%' always holds: a rate lies between 0% and 100%"),
            ("error_rate >= 0%", "1: 'error_rate >= 0%' always holds: a rate lies between 0% and 100%"),
            ("error_rate > -1%", "1: 'error_rate > -1%' always holds: a rate lies between 0% and 100%"),
            ("-1% >= error_rate", "1: '-1% >= error_rate' never holds: a rate lies between 0% and 100%"),
            ("error_rate <= 100%", "1: 'error_rate <= 100%' always holds: a rate lies between 0% and 100%"),
            (
                "p95_latency > 1s or error_rate > 200%",
                "21: 'error_rate > 200%' never holds: a rate lies between 0% and 100%"
            ),
        ])
    func constant(text: String, message: String) { Self.expect(message, of: text) }

    @Test(
        "say 'for' in the wrong place, or for the wrong time",
        arguments: [
            ("error_rate > 1% for", "20: a duration is missing after 'for' (such as 5m)"),
            ("error_rate > 1% for 5", "21: a duration is missing after 'for' (such as 5m)"),
            ("error_rate > 1% for 5%", "21: a duration is missing after 'for' (such as 5m)"),
            ("error_rate > 1% for 0s", "21: '0s' is out of range (above 0s and up to 7d)"),
            ("error_rate > 1% for 8d", "21: '8d' is out of range (above 0s and up to 7d)"),
            ("for 5m", "1: a number or a name is missing before 'for'"),
            ("error_rate for 5m", "1: 'error_rate' is not a condition: write NAME > LIMIT"),
            ("error_rate > 1% for 5m and slower_rate > 1%", "24: nothing follows the duration of 'for'"),
            ("error_rate > 1% for 5m for 5m", "24: 'for' stands at the end of the whole condition, once"),
            (
                "(error_rate > 1% for 5m) and slower_rate > 1%",
                "18: 'for' stands at the end of the whole condition, once"
            ),
        ])
    func hold(text: String, message: String) { Self.expect(message, of: text) }

    @Test("are longer or deeper than any stack should bear")
    func bounds() throws {
        Self.expect(
            "501: it is longer than 500 characters",
            of: "error_rate > 1%" + String(repeating: " and error_rate > 1%", count: 100_000))
        let deep = String(repeating: "(", count: 33) + "error_rate > 1%" + String(repeating: ")", count: 33)
        Self.expect("33: parentheses are nested deeper than 32", of: deep)
        #expect(try Condition(parsing: String(deep.dropFirst().dropLast())).holdFor == .zero)
        #expect(try Condition(parsing: "error_rate > " + String(repeating: "-", count: 400) + "1%").probes.isEmpty)
        let sum = "error_rate > " + Array(repeating: "0%", count: 96).joined(separator: " + ")
        #expect(try Condition(parsing: sum).statement == sum)
    }

    static func expect(_ message: String, of text: String) {
        #expect {
            try Condition(parsing: text, probes: ["sync_success_rate", "orphaned-conversations"])
        } throws: { error in
            let found = (error as? SyntaxError)?.description
            if found != "column " + message { Issue.record("\(found ?? "")") }
            return found == "column " + message
        }
    }
}
