import Comparisons
import Testing

/// What two bodies must be found to differ in. Headers, cookies, encodings and charsets have tables of their own.
@Suite("The table")
struct TableTests {
    @Test("numbers are compared by exact value", arguments: ValueTable.numbers)
    func numbers(_ line: TableCase) throws { try line.check() }

    @Test("strings are compared by content", arguments: ValueTable.strings)
    func strings(_ line: TableCase) throws { try line.check() }

    @Test("another type is another thing than another value", arguments: ValueTable.types)
    func types(_ line: TableCase) throws { try line.check() }

    @Test("objects pair by key", arguments: ObjectTable.members)
    func members(_ line: TableCase) throws { try line.check() }

    @Test("keys that occur more than once pair by occurrence", arguments: ObjectTable.repeatedKeys)
    func repeatedKeys(_ line: TableCase) throws { try line.check() }

    @Test("arrays align", arguments: ArrayTable.aligned)
    func aligned(_ line: TableCase) throws { try line.check() }

    @Test("arrays of records pair by key", arguments: ArrayTable.records)
    func records(_ line: TableCase) throws { try line.check() }

    @Test("a rule holds where it says and nowhere else", arguments: RuleTable.places)
    func places(_ line: TableCase) throws { try line.check() }

    @Test("a rule explains what it says and nothing else", arguments: RuleTable.effects)
    func effects(_ line: TableCase) throws { try line.check() }

    @Test("of several rules the particular one holds", arguments: RuleTable.together)
    func together(_ line: TableCase) throws { try line.check() }

    @Test("where Diffy misleads", arguments: DiffyTable.cases)
    func diffy(_ line: TableCase) throws { try line.check() }

    @Test("every line has a name of its own, and says what is new")
    func names() {
        let lines =
            ValueTable.numbers + ValueTable.strings + ValueTable.types + ObjectTable.members + ObjectTable.repeatedKeys
            + ArrayTable.aligned + ArrayTable.records + RuleTable.places + RuleTable.effects + RuleTable.together
            + DiffyTable.cases
        #expect(Set(lines.map(\.name)).count == lines.count)
        #expect(Set(lines.map { "\($0.legacy) \($0.candidate) \($0.rules)" }).count == lines.count)
        #expect(lines.count >= 150)
    }
}
