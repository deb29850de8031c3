import NIOCore
import Traffic

/// The exchanges that wait to be compared: bounded by number and by bytes. Pure.
///
/// What does not fit is not forgotten: it stays without its bodies, to be counted as dropped, and beyond a second bound
/// only its number is kept.
struct ExchangeBacklog {
    /// How much may wait.
    struct Limits: Sendable {
        var exchanges = 4_096
        var bytes = 64 * 1024 * 1024
        /// Exchanges that wait to be counted as dropped.
        var dropped = 65_536
    }

    private let limits: Limits
    private var waiting: [Exchange] = []
    private var waitingBytes = 0
    private var dropped: [Exchange] = []
    /// Exchanges that could not even be counted by route.
    private(set) var lost = 0

    init(limits: Limits = Limits()) { self.limits = limits }

    var isEmpty: Bool { waiting.isEmpty && dropped.isEmpty }

    mutating func append(_ exchange: Exchange) {
        let bytes = exchange.capturedBytes
        if waiting.count < limits.exchanges, waitingBytes + bytes <= limits.bytes {
            waiting.append(exchange)
            waitingBytes += bytes
        } else if dropped.count < limits.dropped {
            dropped.append(exchange.shed)
        } else {
            lost += 1
        }
    }

    /// Takes everything that waits, in order; the dropped ones last.
    mutating func takeAll() -> [Exchange] {
        defer {
            waiting = []
            waitingBytes = 0
            dropped = []
        }
        return waiting + dropped
    }
}

extension Exchange {
    /// Bytes that this exchange keeps in memory.
    fileprivate var capturedBytes: Int {
        let answers = [served, mirrored, control].compactMap { $0?.answer }
        return request.head.bytes.readableBytes + request.body.readableBytes
            + answers.reduce(0) { $0 + $1.head.bytes.readableBytes + $1.body.readableBytes }
    }

    /// The same exchange as one whose copy was never sent: all that is left to say of it is that it was dropped.
    fileprivate var shed: Exchange {
        var exchange = self
        exchange.request.body.clear()
        if let mirrored { exchange.mirrored = Leg(side: mirrored.side, outcome: .shed, duration: 0) }
        if case .answered(var answer) = served.outcome {
            answer.body.clear()
            exchange.served.outcome = .answered(answer)
        }
        exchange.control = nil
        return exchange
    }
}
