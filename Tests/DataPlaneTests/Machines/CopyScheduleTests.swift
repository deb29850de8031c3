import Testing
import Traffic

@testable import DataPlane

@Suite("The order of a connection's copies")
struct CopyScheduleTests {
    @Test(
        "a copy waits where it or an earlier one to the same side writes",
        arguments: [
            (Operation.read, Operation.read, true), (.read, .write, false), (.write, .read, false),
            (.write, .write, false),
        ])
    func waits(_ earlier: Operation, _ later: Operation, _ startsAtOnce: Bool) {
        var schedule = CopySchedule<String>()
        let first = schedule.add("first", side: .candidate, operation: earlier)
        #expect(first.isRunning)
        #expect(schedule.add("second", side: .candidate, operation: later).isRunning == startsAtOnce)
        #expect(schedule.add("elsewhere", side: .legacy, operation: later).isRunning)
        #expect(schedule.hasWaiting == !startsAtOnce)
        #expect(schedule.remove(first.number) == (startsAtOnce ? [] : ["second"]))
        #expect(!schedule.hasWaiting)
    }

    @Test("a write waits for all earlier copies, and reads behind it for the write")
    func chain() {
        var schedule = CopySchedule<String>()
        let read1 = schedule.add("r1", side: .candidate, operation: .read)
        let read2 = schedule.add("r2", side: .candidate, operation: .read)
        let write = schedule.add("w", side: .candidate, operation: .write)
        let read3 = schedule.add("r3", side: .candidate, operation: .read)
        let read4 = schedule.add("r4", side: .candidate, operation: .read)
        #expect([read1, read2, write, read3, read4].map(\.isRunning) == [true, true, false, false, false])
        #expect(schedule.waiting == ["w", "r3", "r4"])
        #expect(schedule.remove(read1.number) == [])
        #expect(schedule.remove(read2.number) == ["w"])
        #expect(schedule.remove(write.number) == ["r3", "r4"])
        #expect(schedule.remove(read3.number) == [])
        #expect(schedule.remove(read4.number) == [])
        #expect(schedule.overtaken(byServedOn: .candidate, .write, isSeenByBoth: true).copies.isEmpty)
    }

    @Test("a copy that is given up while it waits lets those behind it go; to remove it twice does nothing")
    func givenUp() {
        var schedule = CopySchedule<String>()
        _ = schedule.add("r1", side: .candidate, operation: .read)
        let write = schedule.add("w", side: .candidate, operation: .write)
        _ = schedule.add("r2", side: .candidate, operation: .read)
        #expect(schedule.remove(write.number) == ["r2"])
        #expect(schedule.remove(write.number) == [])
    }

    @Test(
        "a served write overtakes the copies to each side whose data it changes, a served read none",
        arguments: [
            (Operation.read, Side.candidate, true, []), (.read, .legacy, true, []),
            (.write, .candidate, false, ["r", "w"]), (.write, .legacy, false, ["c"]),
            (.write, .candidate, true, ["r", "w", "c"]), (.write, .legacy, true, ["r", "w", "c"]),
        ])
    func overtaken(_ operation: Operation, _ side: Side, _ isSeenByBoth: Bool, _ expected: [String]) {
        let overtaken = Self.outstanding.overtaken(byServedOn: side, operation, isSeenByBoth: isSeenByBoth)
        #expect(overtaken.copies == expected)
    }

    @Test(
        "a served request misses what an earlier copy is to write to its side, and to no other",
        arguments: [Operation.read, .write], [(Side.candidate, true), (.legacy, false)])
    func missed(_ operation: Operation, _ expected: (side: Side, missesWrite: Bool)) {
        let overtaken = Self.outstanding.overtaken(byServedOn: expected.side, operation, isSeenByBoth: true)
        #expect(overtaken.missesWrite == expected.missesWrite)
    }

    private static var outstanding: CopySchedule<String> {
        var schedule = CopySchedule<String>()
        _ = schedule.add("r", side: .candidate, operation: .read)
        _ = schedule.add("w", side: .candidate, operation: .write)
        _ = schedule.add("c", side: .legacy, operation: .read)
        return schedule
    }

    @Test("the budget gives no more places than it has, and takes them back")
    func budget() {
        let budget = CopyBudget(limit: 2)
        #expect([budget.take(), budget.take(), budget.take()] == [true, true, false])
        #expect(budget.current == 2)
        budget.giveBack()
        #expect(budget.take())
    }

    @Test("nobody ever sees more places taken than there are, however many are asked for")
    func budgetNeverOvershoots() async {
        let budget = CopyBudget(limit: 1)
        #expect(budget.take())
        async let refused = (0..<200_000).allSatisfy { _ in !budget.take() }
        async let most = (0..<200_000).reduce(0) { most, _ in max(most, budget.current) }
        #expect(await refused)
        #expect(await most == 1)
    }
}
