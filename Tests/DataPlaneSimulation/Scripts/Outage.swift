import Traffic

/// A while in which a side does nobody any good: it treats all connections and requests of that time in one way.
struct Outage {
    var side = Side.candidate
    /// In milliseconds.
    var times: Range<Int>
    var behaviour: MirroredBehaviour

    /// The ways in which a side can be dead before the first byte of an answer that a client would see.
    static let deadly: [MirroredBehaviour] = [
        .refuses, .neverAccepts, .hangs, .readsNothing, .resets, .closes, .garbage, .fails,
    ]

    var connection: ConnectionScript { behaviour.connection }

    /// What comes to a connection of the time before is lost too.
    var answer: AnswerScript {
        var answer = behaviour.answer
        switch behaviour {
        case .refuses: answer.kind = .resets
        case .neverAccepts, .readsNothing: answer.kind = .silent
        default: break
        }
        return answer
    }
}
