import Comparisons
import NIOCore
import Synchronization
import Traffic

/// The exchanges that wait to be compared: many event loops put them in, one thread takes them out. Bounded by number and
/// by bytes, without a lock: a linked list whose head is exchanged atomically (R. K. Treiber, IBM RJ 5118, 1986). It is
/// always taken as a whole, so that no entry can come back while somebody looks at it.
///
/// What does not fit is not forgotten: it stays without its heads and bodies, to be counted as dropped, and beyond a second
/// bound, of number and of bytes too, only its number is kept.
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
        /// What those keep: start lines, ids, and user keys.
        var droppedBytes = 16 * 1024 * 1024
    }

    /// An exchange that waits, and the room that it takes until it has been dealt with.
    struct Waiting: Sendable {
        let exchange: Exchange
        fileprivate let bytes: Int
        /// Whether it waits only to be counted.
        let isDropped: Bool
    }

    /// Owned by the list as one unbalanced reference, from its push until it is taken.
    private final class Entry {
        let waiting: Waiting
        var next: UnsafeMutableRawPointer?

        init(_ waiting: Waiting) { self.waiting = waiting }
    }

    private let limits: Limits
    private let head = Atomic<UnsafeMutableRawPointer?>(nil)
    private let waiting = Atomic<Int>(0)
    private let waitingBytes = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let droppedBytes = Atomic<Int>(0)
    private let lostCount = Atomic<Int>(0)

    init(limits: Limits = Limits()) { self.limits = limits }

    deinit { _ = take() }

    var isEmpty: Bool { head.load(ordering: .sequentiallyConsistent) == nil }

    /// Exchanges that could not even be counted by route.
    var lost: Int { lostCount.load(ordering: .relaxed) }

    /// Bytes that wait to be compared.
    var bytes: Int { waitingBytes.load(ordering: .relaxed) }

    /// Puts an exchange in; never waits.
    func append(_ exchange: consuming Exchange) {
        let bytes = exchange.heldBytes
        let isFirstBound = waiting.load(ordering: .relaxed) < limits.exchanges
        if isFirstBound, waitingBytes.load(ordering: .relaxed) + bytes <= limits.bytes {
            waiting.add(1, ordering: .relaxed)
            waitingBytes.add(bytes, ordering: .relaxed)
            push(Entry(Waiting(exchange: exchange, bytes: bytes, isDropped: false)))
        } else {
            appendDropped(exchange)
        }
    }

    private func appendDropped(_ exchange: Exchange) {
        guard dropped.load(ordering: .relaxed) < limits.dropped,
            droppedBytes.load(ordering: .relaxed) < limits.droppedBytes
        else {
            lostCount.add(1, ordering: .relaxed)
            return
        }
        let shed = exchange.shed
        let bytes = shed.heldBytes
        guard droppedBytes.load(ordering: .relaxed) + bytes <= limits.droppedBytes else {
            lostCount.add(1, ordering: .relaxed)
            return
        }
        dropped.add(1, ordering: .relaxed)
        droppedBytes.add(bytes, ordering: .relaxed)
        push(Entry(Waiting(exchange: shed, bytes: bytes, isDropped: true)))
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

    /// Takes everything that waits, the newest first. The room is given back with ``giveBack(_:)``.
    func take() -> [Waiting] {
        var taken: [Waiting] = []
        var remaining = head.exchange(nil, ordering: .sequentiallyConsistent)
        while let pointer = remaining {
            let entry = Unmanaged<Entry>.fromOpaque(pointer).takeRetainedValue()
            remaining = entry.next
            taken.append(entry.waiting)
        }
        return taken
    }

    /// Gives back the room of an exchange that has been dealt with.
    func giveBack(_ done: Waiting) {
        if done.isDropped {
            dropped.subtract(1, ordering: .relaxed)
            droppedBytes.subtract(done.bytes, ordering: .relaxed)
        } else {
            waiting.subtract(1, ordering: .relaxed)
            waitingBytes.subtract(done.bytes, ordering: .relaxed)
        }
    }
}

extension Exchange {
    /// Bytes that this exchange keeps in memory, as far as others decide how many they are.
    fileprivate var heldBytes: Int {
        id.utf8.count + (userKey?.utf8.count ?? 0) + request.head.bytes.readableBytes + request.body.readableBytes
            + served.heldBytes + (mirrored?.heldBytes ?? 0) + (control?.heldBytes ?? 0)
    }

    /// The same exchange as one whose copy was never sent: all that is left to say of it is that it was dropped.
    ///
    /// What it keeps is copied: heads and bodies are slices of the buffers that sockets were read into, and the smallest
    /// slice holds the whole of one.
    var shed: Exchange {
        Exchange(
            id: RequestID.beginning(of: id, bytes: RequestID.readBytes),
            route: route,
            operation: operation,
            assignment: assignment,
            userKey: userKey,
            request: CapturedRequest(head: request.head.startLineAlone),
            isRequestComplete: isRequestComplete,
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
    fileprivate var heldBytes: Int {
        switch outcome {
        case .answered(let answer):
            answer.head.bytes.readableBytes + answer.body.readableBytes + (answer.trailers?.bytes.readableBytes ?? 0)
        case .failed(let failure): failure.detail.utf8.count
        case .shed: 0
        }
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

extension MessageHead {
    /// A copy of the start line: method and target, which is all that is said of a dropped request.
    fileprivate var startLineAlone: MessageHead {
        let view = bytes.readableBytesView
        let end = view.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? view.endIndex
        return MessageHead(bytes: ByteBuffer(bytes: view[..<end]))
    }
}
