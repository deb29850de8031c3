import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Traffic

@testable import ControlPlane

@Suite("Webhooks")
struct NotifierTests {
    private static let now = Timestamp(milliseconds: 1_760_000_000_000)

    static let alert = AlertRecord(
        name: "errors", condition: "error_rate > 1%", severity: "critical", route: "orders",
        summary: "error_rate > 1% over 5m on route orders: error_rate 4 % (12 of 300)", firedAt: now)

    static let decision = DecisionRecord(
        number: 3, at: now, feature: "f", who: "controller", action: .rollback, from: 50, to: 0, reason: "<&> it burns")

    private func object(_ notice: Notice, _ format: NotifySection.Format) throws -> Any {
        let body = try #require(try NoticeBody.make(notice, format: format, instance: "host-1"))
        return try JSONSerialization.jsonObject(with: body)
    }

    @Test("Slack gets a sentence, with what it would take for markup escaped")
    func slack() throws {
        let message = try #require(try object(.decision(Self.decision), .slack) as? [String: String])
        #expect(message["text"] == ":rewind: f: rolled back from 50 % to 0 % by controller: &lt;&amp;&gt; it burns")
        let alert = try #require(try object(.alert(Self.alert), .slack) as? [String: String])
        #expect(alert["text"]?.hasPrefix(":rotating_light: errors (critical) is firing: error_rate &gt; 1%") == true)
    }

    @Test("Alertmanager gets labels and times, an end far off while it fires, and the real one then")
    func alertmanager() throws {
        let firing = try #require((try object(.alert(Self.alert), .alertmanager) as? [[String: Any]])?.first)
        let labels = try #require(firing["labels"] as? [String: String])
        #expect(labels["alertname"] == "errors" && labels["severity"] == "critical" && labels["route"] == "orders")
        #expect(firing["startsAt"] as? String == Self.now.description)
        #expect(firing["endsAt"] as? String == Self.now.advanced(byMilliseconds: 7 * 86_400_000).description)
        var resolved = Self.alert
        resolved.resolvedAt = Self.now.advanced(byMilliseconds: 60_000)
        let ended = try #require((try object(.alert(resolved), .alertmanager) as? [[String: Any]])?.first)
        #expect(ended["labels"] as? [String: String] == labels, "it is the same alert")
        #expect(ended["endsAt"] as? String == resolved.resolvedAt?.description)
    }

    @Test("Alertmanager is told of rollbacks and halts, and of no other decision")
    func alertmanagerDecisions() throws {
        for action in DecisionRecord.Action.allCases {
            var decision = Self.decision
            decision.action = action
            let body = try NoticeBody.make(.decision(decision), format: .alertmanager, instance: "host-1")
            #expect((body != nil) == [.rollback, .halt].contains(action))
        }
    }

    @Test("the plain form has everything")
    func json() throws {
        let notice = try #require(try object(.decision(Self.decision), .json) as? [String: Any])
        #expect(notice["kind"] as? String == "decision" && notice["instance"] as? String == "host-1")
        #expect((notice["decision"] as? [String: Any])?["number"] as? Int == 3)
        #expect(
            ((try object(.alert(Self.alert), .json) as? [String: Any])?["alert"] as? [String: Any])?["name"] as? String
                == "errors")
    }

    /// Takes what it is told to, and notes what came.
    private final class Transport: WebhookTransport {
        let outcomes: Mutex<[WebhookOutcome]>
        let sent = Mutex<[String]>([])
        let time = Mutex<Int64>(0)

        init(_ outcomes: WebhookOutcome...) { self.outcomes = Mutex(outcomes) }

        func send(_ body: Data, to url: String) async -> WebhookOutcome {
            sent.withLock { $0.append(url) }
            return outcomes.withLock { $0.isEmpty ? .taken : $0.removeFirst() }
        }
    }

    private func run(_ notifier: Notifier, until condition: @escaping @Sendable () -> Bool) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let group = ServiceGroup(configuration: .init(services: [.init(service: notifier)], logger: logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let deadline = ContinuousClock.now + .seconds(20)
            while !condition(), ContinuousClock.now < deadline { await Task.yield() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(condition())
    }

    @Test("each notice goes out once to each webhook, also after a failure")
    func once() async throws {
        let transport = Transport(.failed("it answered 500"))
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let notifier = Notifier(
            [.init(url: "http://one/", format: .json), .init(url: "http://two/", format: .slack)], instance: "i",
            // Every look at the clock is a second later, so that nothing waits.
            clock: {
                Timestamp(
                    milliseconds: transport.time.withLock {
                        $0 += 1_000; return $0
                    })
            }, logger: logger
        ) { (transport, {}) }
        notifier.post(.alert(Self.alert))
        notifier.post(.decision(Self.decision))
        try await run(notifier) { transport.sent.withLock { $0.count } == 5 }
        let sent = transport.sent.withLock { $0 }
        #expect([sent.count { $0 == "http://one/" }, sent.count { $0 == "http://two/" }].sorted() == [2, 3])
        #expect(notifier.lost == 0)
    }

    @Test("one that is refused is not sent again, and is counted")
    func refused() async throws {
        let transport = Transport(.refused("it answered 404"))
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let notifier = Notifier(
            [.init(url: "http://one/", format: .json)], instance: "i", clock: { Self.now }, logger: logger
        ) { (transport, {}) }
        notifier.post(.alert(Self.alert))
        try await run(notifier) { notifier.lost == 1 }
        #expect(transport.sent.withLock { $0.count } == 1)
    }
}
