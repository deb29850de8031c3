import Traffic

/// How the mirrored side treats everything that comes to it. ``absent`` is no mirroring at all, which the others are
/// measured by.
public enum MirroredBehaviour: String, Sendable, CaseIterable {
    case absent
    case answers, answersDifferently
    case neverAccepts, refuses, speaksFirst
    case hangs, readsNothing
    case resets, resetsInside, closes
    case floods, byteByByte, slow, late
    case garbage, fails
}

extension Scenario {
    /// The same schedule of clients and served side, with another mirrored side.
    ///
    /// - Parameter served: The side that serves everything here.
    func mirrored(_ behaviour: MirroredBehaviour, served: Side) -> Scenario {
        var scenario = self
        let connection = behaviour.connection
        let answer = behaviour.answer
        scenario.connections[served.other] = [connection]
        for client in scenario.clients.indices {
            for number in scenario.clients[client].requests.indices {
                if behaviour == .absent { scenario.clients[client].requests[number].copy = .notMirrored }
                scenario.clients[client].requests[number].copyAnswers = [answer]
            }
        }
        if behaviour == .absent { scenario.unnamed.copy = .notMirrored }
        return scenario
    }
}

extension MirroredBehaviour {
    var connection: ConnectionScript {
        var connection = ConnectionScript()
        switch self {
        case .neverAccepts: connection.acceptance = .never
        case .refuses: connection.acceptance = .refuses(after: 3)
        case .speaksFirst: connection.speaksFirst = true
        case .readsNothing: connection.stopsReading = (0, nil)
        case .late: connection.acceptance = .accepts(after: 90)
        default: break
        }
        return connection
    }

    var answer: AnswerScript {
        var answer = AnswerScript()
        switch self {
        case .absent, .answers, .neverAccepts, .refuses, .speaksFirst, .readsNothing, .late: break
        case .answersDifferently: (answer.status, answer.framing, answer.trigger) = (404, .untilClose, .head)
        case .hangs: answer.kind = .silent
        case .resets: answer.kind = .resets
        case .resetsInside: answer.cut = (100, .resets)
        case .closes: (answer.kind, answer.trigger) = (.closes, .head)
        case .floods: (answer.bodyBytes, answer.framing, answer.pieces) = (400_000, .chunked, Pieces(sizes: [100_000]))
        case .byteByByte: (answer.pieces, answer.pieceDelay) = (Pieces(sizes: [1]), 1)
        case .slow: (answer.delay, answer.pieces, answer.pieceDelay) = (120, Pieces(sizes: [40]), 30)
        case .garbage: answer.kind = .garbage
        case .fails: answer.status = 500
        }
        return answer
    }
}
