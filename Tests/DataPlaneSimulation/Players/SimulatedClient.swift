import NIOCore

/// Plays a client: sends what its script says when it says so, and keeps what it gets.
final class SimulatedClient: SimulatedPeer {
    /// How the connection ended.
    enum End { case open, closedByProxy, resetByProxy, endedByProxy, closedByClient }

    private enum Step {
        case send([UInt8])
        /// Through the tunnel that the last request became, if it did.
        case sendThroughTunnel([UInt8])
        case pause(Int)
        case awaitAnswer(Int)
        case awaitContinue(Int)
        case end
    }

    /// How long a client waits at all: longer than everything that the proxy and its upstreams may take together.
    static let patience = TimeAmount.seconds(12)
    private static let continuePatience = TimeAmount.milliseconds(150)

    let index: Int
    let script: ClientScript
    private let loop: SimulatedEventLoop
    private(set) var socket: SimulatedSocket?
    private(set) var answers = WireReader(.answers)
    private(set) var end = End.open
    /// It waited in vain for an answer.
    private(set) var hasLostPatience = false
    /// It did not read everything, or went away early: what it did not get proves nothing.
    private(set) var isUnreliable = false
    private(set) var sentBytes = 0
    /// Where heads and whole requests end among all bytes that are to be sent.
    private(set) var headEnds: [Int] = []
    private(set) var requestEnds: [Int] = []
    private var steps: [Step] = []
    private var nextStep = 0
    private var isPausing = false
    private var hasStoppedWaitingForContinue = Set<Int>()
    private var receivedBytes = 0

    init(index: Int, script: ClientScript, loop: SimulatedEventLoop) {
        self.index = index
        self.script = script
        self.loop = loop
        answers.methods = script.requests.map(\.method)
        plan()
    }

    // MARK: The plan

    private func plan() {
        var batch: [UInt8] = []
        var offset = 0
        for (number, request) in script.requests.enumerated() {
            if number > 0, case .oneByOne(let pause) = script.pace {
                planSending(&batch)
                steps += [.awaitAnswer(number - 1), .pause(pause)]
            }
            let (head, body) = (request.head, request.bodyOnWire)
            batch += head
            offset += head.count
            headEnds.append(offset)
            if request.expectsContinue {
                planSending(&batch)
                steps.append(.awaitContinue(number))
            }
            batch += body
            offset += body.count
            requestEnds.append(offset)
        }
        planSending(&batch)
        if let last = script.requests.last, last.upgrades {
            steps += [.awaitAnswer(script.requests.count - 1), .sendThroughTunnel(last.tunnelled)]
        }
        steps.append(.end)
    }

    private func planSending(_ batch: inout [UInt8]) {
        var position = 0
        var piece = 0
        while position < batch.count {
            let size = script.pieces.size(of: piece) ?? batch.count
            let end = min(position + size, batch.count)
            steps.append(.send(Array(batch[position..<end])))
            if script.pieceDelay > 0, end < batch.count { steps.append(.pause(script.pieceDelay)) }
            position = end
            piece += 1
        }
        batch = []
    }

    /// Whether all bytes of a request were sent.
    func hasSent(_ request: Int) -> Bool { sentBytes >= requestEnds[request] }

    // MARK: The run

    func connect(_ socket: SimulatedSocket) {
        self.socket = socket
        if let stop = script.stopsReading { socket.peerOpensWindow(stop.after) }
        loop.run(in: Self.patience) { self.losePatience() }
        proceed()
    }

    /// The proxy takes no more connections.
    func wasTurnedAway() { end = .closedByProxy }

    private func losePatience() {
        guard end == .open else { return }
        hasLostPatience = true
        close()
    }

    private func proceed() {
        while end == .open, !isPausing, nextStep < steps.count {
            switch steps[nextStep] {
            case .send(let bytes): send(bytes)
            case .sendThroughTunnel(let bytes):
                if answers.messages.last?.status == 101 { socket?.peerSends(ByteBuffer(bytes: bytes)) }
            case .pause(let milliseconds): pause(milliseconds)
            case .awaitAnswer(let number): guard hasAnswer(number) else { return }
            case .awaitContinue(let number): guard mayContinue(number) else { return }
            case .end:
                guard finishScript() else { return }
            }
            nextStep += 1
        }
    }

    private func send(_ bytes: [UInt8]) {
        let left = (script.cutAt ?? .max) - sentBytes
        let sent = bytes.prefix(left)
        if !sent.isEmpty { socket?.peerSends(ByteBuffer(bytes: sent)) }
        sentBytes += sent.count
        if sent.count < bytes.count || left == bytes.count { nextStep = steps.count - 2 }
    }

    private func pause(_ milliseconds: Int) {
        isPausing = true
        loop.run(in: .milliseconds(Int64(milliseconds))) {
            self.isPausing = false
            self.proceed()
        }
    }

    private func hasAnswer(_ number: Int) -> Bool {
        guard answers.messages.count > number else { return false }
        return answers.messages[number].isComplete || answers.messages[number].status == 101
    }

    /// Whether the body may be sent: on `100 Continue`, or after a while without a word (RFC 9110 §10.1.1).
    private func mayContinue(_ number: Int) -> Bool {
        if hasAnswer(number) {
            // A final answer came instead.
            if script.requests[number].leavesBodyOut {
                nextStep = steps.count - 2
            }
            return true
        }
        if answers.interims.contains(where: { $0.status == 100 }) || hasStoppedWaitingForContinue.contains(number) {
            return true
        }
        loop.run(in: Self.continuePatience) {
            self.hasStoppedWaitingForContinue.insert(number)
            self.proceed()
        }
        return false
    }

    /// - Returns: Whether the end came at once.
    private func finishScript() -> Bool {
        switch script.ending {
        case .waits, .halfCloses, .stays:
            if script.ending == .halfCloses { socket?.peerEndsOutput() }
            let last = script.requests.count - 1
            // What was not sent is not answered.
            guard script.ending == .waits, hasSent(last) else { return true }
            guard hasAnswer(last) else { return false }
            close()
        case .closes, .resets:
            isUnreliable = true
            loop.run(in: .milliseconds(Int64(script.endingDelay))) {
                guard self.end == .open else { return }
                if self.script.ending == .closes { self.close() } else { self.reset() }
            }
        }
        return true
    }

    private func close() {
        end = .closedByClient
        socket?.peerCloses()
    }

    private func reset() {
        end = .closedByClient
        socket?.peerResets()
    }

    // MARK: What comes

    func socket(_ socket: SimulatedSocket, delivered bytes: ByteBuffer) {
        receivedBytes += bytes.readableBytes
        answers.receive(bytes)
        if let stop = script.stopsReading, receivedBytes >= stop.after { stopReading(stop.milliseconds) }
        proceed()
    }

    private var hasStoppedReading = false

    private func stopReading(_ milliseconds: Int?) {
        guard !hasStoppedReading else { return }
        hasStoppedReading = true
        guard let milliseconds else {
            isUnreliable = true
            return
        }
        loop.run(in: .milliseconds(Int64(milliseconds))) { self.socket?.peerOpensWindow(nil) }
    }

    func socketEndedOutput(_ socket: SimulatedSocket) {
        guard end == .open else { return }
        answers.finish()
        end = .endedByProxy
        socket.peerCloses()
    }

    func socketClosed(_ socket: SimulatedSocket, byReset: Bool) {
        guard end == .open else { return }
        if !byReset { answers.finish() }
        end = byReset ? .resetByProxy : .closedByProxy
    }
}
