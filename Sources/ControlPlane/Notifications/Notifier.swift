import AsyncHTTPClient
public import Logging
public import ServiceLifecycle
import Synchronization
public import Traffic

/// Tells webhooks of alerts and decisions, off every other path: whoever has a notice puts it down and goes on.
///
/// Each webhook has a queue of its own, so that one that hangs holds up no other.
public final class Notifier: Service {
    private static let pause = Duration.milliseconds(200)
    /// For what still waits when the sidecar stops.
    private static let farewell = Duration.seconds(3)

    private struct Line {
        let section: NotifySection
        var queue = DeliveryQueue()
        var isSending = false
    }

    private let lines = Mutex<[Line]>([])
    private let instance: String
    private let clock: @Sendable () -> Timestamp
    private let transport: @Sendable () -> (any WebhookTransport, close: @Sendable () async -> Void)
    private let logger: Logger

    public convenience init(
        _ sections: [NotifySection], instance: String, clock: @escaping @Sendable () -> Timestamp, logger: Logger
    ) {
        self.init(sections, instance: instance, clock: clock, logger: logger) {
            let client = HTTPWebhook.makeClient()
            return (HTTPWebhook(client: client), { try? await client.shutdown() })
        }
    }

    init(
        _ sections: [NotifySection],
        instance: String,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger,
        transport: @escaping @Sendable () -> (any WebhookTransport, close: @Sendable () async -> Void)
    ) {
        self.instance = instance
        self.clock = clock
        self.logger = logger
        self.transport = transport
        use(sections)
    }

    /// Tells these webhooks from now on; one that stays keeps what waits for it.
    public func use(_ sections: [NotifySection]) {
        lines.withLock { lines in
            lines = sections.map { section in lines.first { $0.section == section } ?? Line(section: section) }
        }
    }

    /// Puts a notice down for every webhook. Never waits.
    public func post(_ notice: Notice) {
        let now = clock()
        lines.withLock { lines in
            for index in lines.indices { lines[index].queue.append(notice, at: now) }
        }
    }

    /// Notices that never got through, over all webhooks.
    public var lost: Int { lines.withLock { $0.reduce(0) { $0 + $1.queue.lost } } }

    /// Sends until the shutdown, and then for a moment what still waits.
    public func run() async throws {
        let (transport, close) = transport()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                self.sendDue(over: transport)
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
        let deadline = ContinuousClock.now + Self.farewell
        while ContinuousClock.now < deadline, hasWork {
            sendDue(over: transport)
            do { try await Task.sleep(for: Self.pause / 4) } catch { break }
        }
        await close()
    }

    /// Tasks of their own, one for each webhook at most: a notice that is on its way when the sidecar is told to stop is not
    /// broken off.
    private func sendDue(over transport: any WebhookTransport) {
        for (section, delivery) in takeDue() { Task { await self.send(delivery, to: section, over: transport) } }
    }

    private var hasWork: Bool { lines.withLock { $0.contains { !$0.queue.isEmpty } } }

    /// What is to be sent now: one notice for each webhook that is not being sent one.
    private func takeDue() -> [(NotifySection, DeliveryQueue.Delivery)] {
        let now = clock()
        return lines.withLock { lines in
            lines.indices.compactMap { index in
                guard !lines[index].isSending, let delivery = lines[index].queue.next(at: now) else { return nil }
                lines[index].isSending = true
                return (lines[index].section, delivery)
            }
        }
    }

    private func send(
        _ delivery: DeliveryQueue.Delivery, to section: NotifySection, over transport: any WebhookTransport
    ) async {
        var outcome = WebhookOutcome.taken
        do {
            // What the receiver has no form for is as good as sent.
            if let body = try NoticeBody.make(delivery.notice, format: section.format, instance: instance) {
                outcome = await transport.send(body, to: section.url)
            }
        } catch {
            outcome = .refused("it cannot be written as JSON: \(error)")
        }
        ended(delivery, to: section, outcome)
    }

    private func ended(_ delivery: DeliveryQueue.Delivery, to section: NotifySection, _ outcome: WebhookOutcome) {
        let now = clock()
        let isGivenUp = lines.withLock { lines in
            guard let index = lines.firstIndex(where: { $0.section == section }) else { return false }
            lines[index].isSending = false
            switch outcome {
            case .taken: lines[index].queue.ended(delivery, isLost: false)
            case .refused: lines[index].queue.ended(delivery, isLost: true)
            case .failed: return !lines[index].queue.failed(delivery, at: now)
            }
            return false
        }
        // The URL is a secret: whoever has it may post.
        switch outcome {
        case .taken: break
        case .refused(let why):
            logger.error(
                "a \(section) refused a notice, which is lost: \(why): \(NoticeBody.sentence(delivery.notice))")
        case .failed(let why) where isGivenUp:
            logger.error("a notice is given up after a day: the \(section) never took it: \(why)")
        case .failed(let why) where delivery.attempts == 0:
            logger.warning("a \(section) did not take a notice, which is sent again: \(why)")
        case .failed: break
        }
    }
}
