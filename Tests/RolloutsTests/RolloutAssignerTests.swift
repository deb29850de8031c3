import Rollouts
import Testing
import Traffic

@Suite("Assignment")
struct RolloutAssignerTests {
    let path = PathPattern.anything

    func route(_ name: String = "r", isMirrored: Bool = true, writes: WritePolicy = .never) -> Route {
        Route(name: name, path: path, isMirrored: isMirrored, writes: writes)
    }

    func policy(_ change: (inout RolloutPolicy) -> Void = { _ in }) -> RolloutPolicy {
        var policy = RolloutPolicy(feature: "f", routes: ["r"], percentage: 100)
        policy.operations.write = true
        change(&policy)
        return policy
    }

    /// One condition after the other is set right; each step's reason is the first that still holds.
    @Test("asks in the stated order, and gives the first answer as the reason")
    func order() {
        var rollout = policy {
            $0.isEnabled = false
            $0.isRolledBack = true
            $0.operations = .init(read: false, write: false)
            $0.userWhitelist = ["u"]
        }
        func reason(killSwitch: Bool = false, users: [String] = ["u"]) -> Assignment.Reason {
            RolloutAssigner(policies: [rollout], isKillSwitchOn: killSwitch)
                .assignment(route: route(), operation: .read, userKeys: users, requestID: "1").reason
        }
        #expect(reason(killSwitch: true) == .killSwitch)
        #expect(reason() == .disabled)
        rollout.isEnabled = true
        #expect(reason() == .rolledBack)
        rollout.isRolledBack = false
        #expect(reason() == .operation)
        rollout.operations.read = true
        #expect(reason() == .whitelist)
        #expect(reason(users: []) == .noUserKey)
        #expect(reason(users: ["other"]) == .bucket)
        rollout.routes = ["another"]
        #expect(reason() == .noRollout)
        #expect(reason(killSwitch: true) == .killSwitch)
    }

    @Test(
        "serves the candidate to the whitelist and to the bucket alone",
        arguments: [
            (.killSwitch, .legacy), (.disabled, .legacy), (.rolledBack, .legacy), (.operation, .legacy),
            (.whitelist, .candidate), (.bucket, .candidate), (.noUserKey, .legacy), (.noRollout, .legacy),
        ] as [(Assignment.Reason, Side)])
    func servedSide(reason: Assignment.Reason, side: Side) {
        let rollout = policy {
            $0.isEnabled = reason != .disabled
            $0.isRolledBack = reason == .rolledBack
            $0.operations.read = reason != .operation
            $0.userWhitelist = reason == .whitelist ? ["u"] : []
            $0.routes = reason == .noRollout ? [] : ["r"]
        }
        let assignment = RolloutAssigner(policies: [rollout], isKillSwitchOn: reason == .killSwitch)
            .assignment(route: route(), operation: .read, userKeys: reason == .noUserKey ? [] : ["u"], requestID: "1")
        #expect(assignment.reason == reason)
        #expect(assignment.served == side)
    }

    @Test("switches reads and writes alone")
    func operations() {
        let rollout = policy { $0.operations = .init(read: true, write: false) }
        let assigner = RolloutAssigner(policies: [rollout])
        func served(_ operation: Operation) -> Side {
            assigner.assignment(route: route(), operation: operation, userKeys: ["u"], requestID: "1").served
        }
        #expect(served(.read) == .candidate)
        #expect(served(.write) == .legacy)
    }

    @Test("compares the whitelist with every key, and buckets by the first")
    func whitelistAnyKey() {
        let rollout = policy {
            $0.percentage = 0
            $0.userWhitelist = ["admin@company.com"]
        }
        let assignment = RolloutAssigner(policies: [rollout])
            .assignment(route: route(), operation: .read, userKeys: ["42", "admin@company.com"], requestID: "1")
        #expect(assignment.served == .candidate)
        #expect(assignment.bucket == Bucket.of(feature: "f", salt: "", userKey: "42"))
    }

    @Test("a raised percentage only adds users")
    func monotone() {
        let users = (0..<2_000).map { "user-\($0)" }
        func promoted(_ percentage: Double) -> Set<String> {
            let assigner = RolloutAssigner(policies: [policy { $0.percentage = percentage }])
            return Set(
                users.filter {
                    assigner.assignment(route: route(), operation: .read, userKeys: [$0], requestID: "1").served
                        == .candidate
                })
        }
        var before: Set<String> = []
        for percentage in [0, 0.001, 1, 10, 25, 50, 99.999, 100] {
            let now = promoted(percentage)
            #expect(now.isSuperset(of: before))
            #expect(abs(Double(now.count) - percentage * 20) <= 120)
            before = now
        }
        #expect(before.count == users.count)
        #expect(promoted(0).isEmpty)
    }

    @Test("a rolled-back rollout serves nobody, its whitelist included, and keeps mirroring")
    func rolledBack() {
        let rollout = policy {
            $0.isRolledBack = true
            $0.userWhitelist = ["u"]
        }
        let assignment = RolloutAssigner(policies: [rollout])
            .assignment(route: route(), operation: .read, userKeys: ["u"], requestID: "1")
        #expect(assignment.served == .legacy)
        #expect(assignment.copy == .sent)
        #expect(assignment.percentage == 0)
    }

    @Test("names the percentage in force: none under the kill switch, disabled or rolled back")
    func percentageInForce() {
        func percentage(killSwitch: Bool = false, _ change: (inout RolloutPolicy) -> Void) -> Double {
            RolloutAssigner(policies: [policy(change)], isKillSwitchOn: killSwitch)
                .assignment(route: route(), operation: .read, userKeys: [], requestID: "1").percentage
        }
        #expect(percentage { $0.percentage = 12.5 } == 12.5)
        #expect(percentage { $0.operations.read = false } == 100)
        #expect(percentage(killSwitch: true) { _ in } == 0)
        #expect(percentage { $0.isEnabled = false } == 0)
        #expect(percentage { $0.isRolledBack = true } == 0)
    }

    @Test(
        "copies writes as the route says and nothing under the kill switch",
        arguments: [
            (.read, .never, false, .sent), (.read, .never, true, .sent), (.read, .dryRun, true, .sent),
            (.write, .never, false, .writeNotMirrored), (.write, .never, true, .writeNotMirrored),
            (.write, .dryRun, false, .sentAsDryRun), (.write, .dryRun, true, .notMirrored),
            (.write, .isolated, false, .sent), (.write, .isolated, true, .sent),
        ] as [(Operation, WritePolicy, Bool, Assignment.Copy)])
    func copies(operation: Operation, writes: WritePolicy, isPromoted: Bool, copy: Assignment.Copy) {
        let rollout = policy { $0.percentage = isPromoted ? 100 : 0 }
        func assignment(killSwitch: Bool = false, isMirrored: Bool = true) -> Assignment {
            RolloutAssigner(policies: [rollout], isKillSwitchOn: killSwitch).assignment(
                route: route(isMirrored: isMirrored, writes: writes), operation: operation, userKeys: ["u"],
                requestID: "1")
        }
        #expect(assignment().copy == copy)
        #expect(assignment().served == (isPromoted ? .candidate : .legacy))
        #expect(assignment(killSwitch: true).copy == .notMirrored)
        #expect(assignment(isMirrored: false).copy == .notMirrored)
    }

    @Test("samples copies by user, stickily and independently of who is promoted")
    func mirrorSample() {
        let assigner = RolloutAssigner(
            policies: [policy { $0.percentage = 50 }], mirror: MirrorPolicy(percentage: 50))
        var counts: [Side: (sent: Int, all: Int)] = [:]
        for user in 0..<4_000 {
            let keys = ["user-\(user)"]
            let first = assigner.assignment(route: route(), operation: .read, userKeys: keys, requestID: "a")
            let second = assigner.assignment(route: route(), operation: .read, userKeys: keys, requestID: "b")
            #expect(first.copy == second.copy)
            #expect((first.copy == .sent) == (Bucket.of(feature: "f", salt: "mirror", userKey: keys[0]) < 50_000))
            counts[first.served, default: (0, 0)].all += 1
            if first.copy == .sent { counts[first.served, default: (0, 0)].sent += 1 }
        }
        for (side, count) in counts {
            #expect(abs(Double(count.sent) / Double(count.all) - 0.5) < 0.06, "\(side)")
        }
    }

    @Test("samples copies by request where there is no user")
    func mirrorSampleByRequest() {
        let assigner = RolloutAssigner(policies: [], mirror: MirrorPolicy(percentage: 10))
        let sent = (0..<10_000).count {
            let assignment = assigner.assignment(
                route: route(), operation: .read, userKeys: [], requestID: "request-\($0)")
            return assignment.copy == .sent
        }
        #expect(abs(sent - 1_000) < 150)
    }

    @Test("where two rollouts name a route, the first one holds")
    func firstRolloutHolds() {
        let second = policy { $0.feature = "second" }
        let assignment = RolloutAssigner(policies: [policy(), second])
            .assignment(route: route(), operation: .read, userKeys: ["u"], requestID: "1")
        #expect(assignment.feature == "f")
    }
}
