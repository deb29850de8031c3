import NIOCore
import Traffic

/// Plays one connection of an upstream: reads requests and answers each as its script says.
final class SimulatedUpstreamConnection: SimulatedPeer {
    let side: Side
    let number: Int
    private let script: ConnectionScript
    private unowned let network: SimulatedNetwork
    private(set) var socket: SimulatedSocket?
    private(set) var requests = WireReader(.requests)
    private var current: UpstreamRequest?
    private var seen = 0
    private var receivedBytes = 0
    private var hasStoppedReading = false
    private(set) var isOver = false
    private var isTunnel = false
    private(set) var tunnelled = ByteBuffer()
    /// What the proxy did that it must not do.
    private(set) var faults: [String] = []

    init(side: Side, number: Int, script: ConnectionScript, network: SimulatedNetwork) {
        self.side = side
        self.number = number
        self.script = script
        self.network = network
    }

    private var loop: SimulatedEventLoop { network.loop }

    func accept(_ socket: SimulatedSocket) {
        self.socket = socket
        if let stop = script.stopsReading { socket.peerOpensWindow(stop.after) }
        if script.speaksFirst { socket.peerSends(ByteBuffer(string: "220 ready\r\n")) }
        if let milliseconds = script.endsAfter { after(milliseconds) { $0.finish($0.script.endsByReset) } }
    }

    private func after(_ milliseconds: Int, _ body: @escaping (SimulatedUpstreamConnection) -> Void) {
        loop.run(in: .milliseconds(Int64(milliseconds))) { if !self.isOver { body(self) } }
    }

    private func finish(_ byReset: Bool) {
        guard !isOver else { return }
        isOver = true
        if byReset { socket?.peerResets() } else { socket?.peerCloses() }
    }

    // MARK: Requests come

    func socket(_ socket: SimulatedSocket, delivered bytes: ByteBuffer) {
        guard !isOver else { return }
        receivedBytes += bytes.readableBytes
        if let stop = script.stopsReading, receivedBytes >= stop.after, !hasStoppedReading {
            hasStoppedReading = true
            if let milliseconds = stop.milliseconds { after(milliseconds) { $0.socket?.peerOpensWindow(nil) } }
        }
        guard !isTunnel else {
            tunnelled.writeImmutableBuffer(bytes)
            return
        }
        requests.receive(bytes)
        if let fault = requests.fault { faults.append("a request to \(side.rawValue) is no HTTP: \(fault)") }
        takeRequests()
    }

    private func takeRequests() {
        while seen < requests.messages.count {
            if let current, !current.isAnswered {
                faults.append("\(side.rawValue) got a request before the answer \(current.name) was through")
            }
            let request = network.begin(requests.messages[seen], on: self)
            seen += 1
            current = request
            let interim = request.script.interimWire(request.name)
            if !interim.isEmpty { after(request.script.delay) { $0.socket?.peerSends(ByteBuffer(bytes: interim)) } }
        }
        guard let current, seen > 0 else { return }
        current.message = requests.messages[seen - 1]
        answerIfDue(current)
    }

    private func answerIfDue(_ request: UpstreamRequest) {
        let isDue =
            switch request.script.trigger {
            case .head: true
            case .body(let count): request.message.isComplete || request.message.body.count >= count
            case .end: request.message.isComplete
            }
        guard isDue, !request.hasBegunAnswer else { return }
        request.hasBegunAnswer = true
        after(request.script.delay) { $0.answer(request) }
    }

    // MARK: Answers go

    private func answer(_ request: UpstreamRequest) {
        let script = request.script
        switch script.kind {
        case .silent: return
        case .closes: return finish(false)
        case .resets: return finish(true)
        default: break
        }
        let upgrades = request.message.first("upgrade") == "websocket"
        var wire = script.wire(request.name, answersHead: request.answersHead, upgrades: upgrades)
        request.isCut = script.cut.map { $0.at < wire.count } ?? false
        if let cut = script.cut { wire = Array(wire.prefix(cut.at)) }
        send(wire[...], piece: 0, of: request, becomesTunnel: upgrades && script.kind == .plain && !request.isCut)
    }

    private func send(_ wire: ArraySlice<UInt8>, piece: Int, of request: UpstreamRequest, becomesTunnel: Bool) {
        let size = request.script.pieces.size(of: piece) ?? wire.count
        let rest = wire.dropFirst(size)
        // Before the bytes go: the next request may come at once.
        if rest.isEmpty, !request.isCut, !becomesTunnel { request.isAnswered = true }
        if becomesTunnel { isTunnel = true }
        let surplus = request.isAnswered ? request.script.surplus(request.name) : []
        var bytes = ByteBuffer(bytes: wire.prefix(size))
        bytes.writeBytes(surplus)
        socket?.peerSends(bytes, inOneRead: !surplus.isEmpty)
        guard !rest.isEmpty else { return completeAnswer(request) }
        after(request.script.pieceDelay) {
            $0.send(rest, piece: piece + 1, of: request, becomesTunnel: becomesTunnel)
        }
    }

    private func completeAnswer(_ request: UpstreamRequest) {
        if request.isCut, let cut = request.script.cut {
            switch cut.how {
            case .closes: finish(false)
            case .resets: finish(true)
            case .goesSilent: break
            case .turnsToGarbage: socket?.peerSends(ByteBuffer(string: "\u{0}garbage\r\n\r\n\r\n"))
            }
        } else if request.script.endsConnection {
            finish(false)
        } else if let milliseconds = request.script.idleCloseAfter {
            let count = seen
            after(milliseconds) { if $0.seen == count { $0.finish(false) } }
        }
    }

    func socketEndedOutput(_ socket: SimulatedSocket) {}

    func socketClosed(_ socket: SimulatedSocket, byReset: Bool) { isOver = true }
}
