import Foundation
import Ledgers
import Rollouts
import Testing
import Traffic

@testable import ControlPlane

@Suite("Rollouts over restarts, and without a ledger")
struct RolloutRestartTests {
    @Test("stage, evidence, phase and halt survive a restart")
    func survives() async throws {
        let first = try ControlBench()
        await first.controller.load()
        first.record(100)
        try await first.look()
        first.record(50)
        _ = try await first.controller.perform(.pause, feature: "f", by: ControlBench.somebody)
        _ = await first.controller.halt(by: ControlBench.somebody)
        await first.controller.writeWaiting()
        await first.ledger.close()

        let second = try ControlBench(folder: first.folder, at: first.now.milliseconds + 5_000)
        await second.controller.load()
        #expect(try await second.policy().percentage == 1)
        #expect(await second.controller.inForce.isHalted)
        let gate = try await second.controller.gate("f")
        #expect((gate.stage, gate.phase, gate.attempt) == (1, .paused, 1))
        #expect(gate.criteria.first?.observations == 50)
        #expect(try await second.actions() == [.start, .promote, .pause, .halt])
        await second.remove()
    }

    @Test("a rollback holds at once where the ledger cannot be written, and a promotion does not")
    func withoutLedger() async throws {
        let bench = try ControlBench(ControlBench.text(percentage: 10), ledgerPath: "/nowhere/at/all/ledger.sqlite")
        await bench.controller.load()
        #expect(try await bench.policy().percentage == 10, "without a ledger the file says where it begins")
        let refusal = await #expect(throws: ControlError.self) {
            _ = try await bench.controller.perform(
                .promote(to: nil, force: true), feature: "f", by: ControlBench.somebody)
        }
        #expect(refusal?.code == .unavailable)
        #expect(try await bench.policy().percentage == 10)
        let outcome = try await bench.controller.perform(.rollback, feature: "f", by: ControlBench.somebody)
        #expect(!outcome.isWritten)
        #expect(try await bench.policy().isRolledBack)
        #expect(await bench.controller.halt(by: ControlBench.somebody).isWritten == false)
        #expect(await bench.controller.inForce.isHalted)
        #expect(await bench.controller.warnings.contains { $0.contains("not written yet") })
        await bench.remove()
    }

    @Test("decisions that waited are written in their order when the ledger is back")
    func writtenLater() async throws {
        let parent = FileManager.default.temporaryDirectory.appending(path: "late-\(UUID().uuidString)")
        let bench = try ControlBench(
            ControlBench.text(percentage: 10), ledgerPath: parent.appending(path: "deep/ledger.sqlite").path())
        await bench.controller.load()
        _ = try await bench.controller.perform(.rollback, feature: "f", by: ControlBench.somebody)
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try await bench.look()
        #expect(try await bench.actions() == [.start, .rollback])
        #expect(await bench.controller.warnings.isEmpty)
        let trail = try await bench.ledger.read { reader throws(LedgerError) in try reader.trail() }
        #expect(trail.faults.isEmpty)
        await bench.remove()
        try? FileManager.default.removeItem(at: parent)
    }

    @Test("with a ledger that cannot be read nobody is served by the candidate until it can")
    func unreadable() async throws {
        let (bench, mend) = try await benchWithUnreadableLedger()
        #expect(try await bench.policy().isRolledBack)
        #expect(await bench.controller.warnings.contains { $0.contains("legacy serves everybody") })
        await #expect(throws: ControlError.self) {
            _ = try await bench.controller.perform(
                .promote(to: nil, force: true), feature: "f", by: ControlBench.somebody)
        }
        try mend()
        try await bench.look()
        #expect(try await bench.policy().percentage == 50)
        #expect(try await !bench.policy().isRolledBack)
        await bench.remove()
    }

    @Test("a halt that was asked for while the ledger could not be read holds when it can")
    func haltedMeanwhile() async throws {
        let (bench, mend) = try await benchWithUnreadableLedger()
        #expect(await bench.controller.halt(by: ControlBench.somebody).isWritten == false)
        try mend()
        try await bench.look()
        #expect(await bench.controller.inForce.isHalted)
        try await expectKept(bench)
        _ = try await bench.controller.endHalt(by: ControlBench.somebody)
        #expect(await !bench.controller.inForce.isHalted)
        await bench.remove()
    }

    @Test("whatever is decided while something else is being written, the ledger ends with what holds")
    func atOnce() async throws {
        let bench = try ControlBench(ControlBench.text(percentage: 10, promotion: "manual"))
        let controller = bench.controller
        await controller.load()
        for _ in 0..<25 {
            async let promoted = try? controller.perform(
                .promote(to: 50, force: true), feature: ControlBench.feature, by: ControlBench.somebody)
            while await controller.queue.isEmpty, await controller.rollouts["f"]?.state.stage != 50 {
                await Task.yield()
            }
            _ = try await controller.perform(.rollback, feature: "f", by: ControlBench.somebody)
            _ = await promoted
            #expect(try await bench.policy().isRolledBack)
            try await expectKept(bench)
            _ = try await controller.perform(.resume, feature: "f", by: ControlBench.somebody)

            _ = await controller.halt(by: ControlBench.somebody)
            async let ended = try? controller.endHalt(by: ControlBench.somebody)
            while await controller.queue.isEmpty, await controller.isHalted { await Task.yield() }
            _ = await controller.halt(by: ControlBench.somebody)
            _ = await ended
            #expect(await controller.inForce.isHalted)
            try await expectKept(bench)
            _ = try await controller.endHalt(by: ControlBench.somebody)
        }
        await bench.remove()
    }

    /// A controller that started over a ledger whose file is no database, and what makes the file whole again.
    private func benchWithUnreadableLedger() async throws -> (ControlBench, mend: () throws -> Void) {
        let first = try ControlBench(ControlBench.text(percentage: 50))
        await first.controller.load()
        await first.ledger.close()
        let path = first.folder.appending(path: "ledger.sqlite")
        let whole = try Data(contentsOf: path)
        try Data("this is no database, and was one".utf8).write(to: path)
        let bench = try ControlBench(ControlBench.text(percentage: 50), folder: first.folder)
        await bench.controller.load()
        return (bench, { try whole.write(to: path) })
    }

    /// The ledger knows what is in force, and whoever starts anew begins there.
    private func expectKept(_ bench: ControlBench) async throws {
        await bench.controller.writeWaiting()
        let kept = try await bench.ledger.read { reader throws(LedgerError) in try reader.rollouts() }
        #expect(kept.states == [try #require(await bench.controller.rollouts["f"]).state])
        #expect(kept.isHalted == (await bench.controller.isHalted))
    }
}
