import NIOCore
import Synchronization
import Traffic

/// The exchanges that wait to be compared: many event loops put them in, one thread takes them out. Bounded by number and
/// by bytes, without a lock: a linked list whose head is exchanged atomically (R. K. Treiber, IBM RJ 5118, 1986). It is
/// always taken as a whole, so that no entry can come back while somebody looks at it.
///
/// What does not fit is not forgotten: it stays without its bodies, to be counted as dropped, and beyond a second bound
/// only its number is kept.
///
/// `@unchecked`: everything in it is atomic or constant, and what the pointer points to belongs to one thread at a time: to
/// the one that makes the entry until the exchange that puts it in, to the one whose exchange takes the list out from then on.
final class ExchangeIntake: @unchecked Sendable {
    /// How much may wait.
    struct Limits: Sendable {
        var exchanges = 4_096
        var bytes = 64 * 1024 * 1024
        /// Exchanges that wait to be counted as dropped.
        var dropped = 65_536
    }

    /// Owned by the list as one unbalanced reference, from its push until it is taken.
    private final class Entry {
        let exchange: Exchange
        /// Zero for an entry that waits only to be counted.
        let bytes: Int
        let isDropped: Bool
        var next: UnsafeMutableRawPointer?

        init(_ exchange: consuming Exchange, bytes: Int, isDropped: Bool) {
            self.exchange = exchange
            self.bytes = bytes
            self.isDropped = isDropped
        }
    }

    private let limits: Limits
    private let head = Atomic<UnsafeMutableRawPointer?>(nil)
    private let waiting = Atomic<Int>(0)
    private let waitingBytes = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let lostCount = Atomic<Int>(0)

    init(limits: Limits = Limits()) { self.limits = limits }

    deinit { drain { _ in } }

    var isEmpty: Bool { head.load(ordering: .sequentiallyConsistent) == nil }

    /// Exchanges that could not even be counted by route.
    var lost: Int { lostCount.load(ordering: .relaxed) }

    /// Bytes that wait.
    var bytes: Int { waitingBytes.load(ordering: .relaxed) }

    /// Puts an exchange in; never waits.
    func append(_ exchange: consuming Exchange) {
        let bytes = exchange.capturedBytes
        let isFirstBound = waiting.load(ordering: .relaxed) < limits.exchanges
        if isFirstBound, waitingBytes.load(ordering: .relaxed) + bytes <= limits.bytes {
            waiting.add(1, ordering: .relaxed)
            waitingBytes.add(bytes, ordering: .relaxed)
            push(Entry(exchange, bytes: bytes, isDropped: false))
        } else if dropped.load(ordering: .relaxed) < limits.dropped {
            dropped.add(1, ordering: .relaxed)
            push(Entry(exchange.shed, bytes: 0, isDropped: true))
        } else {
            lostCount.add(1, ordering: .relaxed)
        }
    }

    private func push(_ entry: Entry) {
        let pointer = Unmanaged.passRetained(entry).toOpaque()
        var top = head.load(ordering: .relaxed)
        while true {
            entry.next = top
            let (exchanged, original) = head.weakCompareExchange(
                expected: top, desired: pointer, successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed)
            if exchanged { return }
            top = original
        }
    }

    /// Takes everything that waits, in the order in which it came, and gives each exchange's room back when it has been
    /// dealt with.
    func drain(_ body: (Exchange) -> Void) {
        // The list is last in, first out: turn it around.
        var remaining = head.exchange(nil, ordering: .sequentiallyConsistent)
        var first: UnsafeMutableRawPointer?
        while let pointer = remaining {
            let entry = Unmanaged<Entry>.fromOpaque(pointer).takeUnretainedValue()
            remaining = entry.next
            entry.next = first
            first = pointer
        }
        while let pointer = first {
            let entry = Unmanaged<Entry>.fromOpaque(pointer).takeRetainedValue()
            first = entry.next
            body(entry.exchange)
            if entry.isDropped {
                dropped.subtract(1, ordering: .relaxed)
            } else {
                waiting.subtract(1, ordering: .relaxed)
                waitingBytes.subtract(entry.bytes, ordering: .relaxed)
            }
        }
    }
}

extension Exchange {
    /// Bytes that this exchange keeps in memory.
    fileprivate var capturedBytes: Int {
        request.head.bytes.readableBytes + request.body.readableBytes + served.capturedBytes
            + (mirrored?.capturedBytes ?? 0) + (control?.capturedBytes ?? 0)
    }

    /// The same exchange as one whose copy was never sent: all that is left to say of it is that it was dropped.
    ///
    /// What it keeps is copied: heads and bodies are slices of the buffers that sockets were read into, and the smallest
    /// slice holds the whole of one.
    fileprivate var shed: Exchange {
        Exchange(
            id: id,
            route: route,
            operation: operation,
            assignment: assignment,
            userKey: userKey,
            request: CapturedRequest(
                head: MessageHead(bytes: ByteBuffer(bytes: request.head.bytes.readableBytesView))),
            isRequestCapturedWhole: isRequestCapturedWhole,
            startedAt: startedAt,
            served: served.withoutContent,
            // A side that failed has failed: there is nothing to compare that could be dropped.
            mirrored: mirrored.map { $0.failure == nil ? Leg(side: $0.side, outcome: .shed, duration: 0) : $0 },
            fellBack: fellBack,
            fallbackDelay: fallbackDelay,
            isOvertaken: isOvertaken
        )
    }
}

extension Leg {
    fileprivate var capturedBytes: Int {
        guard case .answered(let answer) = outcome else { return 0 }
        return answer.head.bytes.readableBytes + answer.body.readableBytes
    }

    /// The same leg, of whose answer only the status and the length are left.
    fileprivate var withoutContent: Leg {
        guard case .answered(let answer) = outcome else { return self }
        var leg = self
        leg.outcome = .answered(
            Answer(
                status: answer.status,
                head: MessageHead(bytes: ByteBuffer()),
                body: ByteBuffer(),
                bodyLength: answer.bodyLength
            )
        )
        return leg
    }
}
