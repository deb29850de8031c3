import Testing

@testable import DataPlane

@Suite("A client connection between its requests")
struct ClientConnectionStateTests {
    private func afterRequest(isPersistent: Bool = true) -> ClientConnectionState {
        var state = ClientConnectionState()
        state.requestStarted(isPersistent: isPersistent)
        _ = state.requestEnded(hasMoreInput: false)
        return state
    }

    @Test("the next request is taken once both request and answer are through, in either order")
    func next() {
        var state = ClientConnectionState()
        state.requestStarted(isPersistent: true)
        #expect(state.takesRequestEvents)
        #expect(state.requestEnded(hasMoreInput: false) == .none)
        #expect(!state.takesRequestEvents)
        #expect(state.answerEnded(hasMoreInput: false) == .takeNextRequest)
        #expect(state.isIdle)

        state.requestStarted(isPersistent: true)
        #expect(state.answerEnded(hasMoreInput: false) == .none)
        #expect(state.takesRequestEvents, "the rest of the request is still read")
        #expect(state.requestEnded(hasMoreInput: false) == .takeNextRequest)
    }

    @Test("the last answer is written out before the connection lingers")
    func last() {
        var state = afterRequest(isPersistent: false)
        #expect(state.answersLast(hasMoreInput: true))
        #expect(state.answerEnded(hasMoreInput: true) == .writeOut)
        #expect(state.isOver && !state.isLingering)
        #expect(state.written() == .linger)
        #expect(state.isLingering)
        #expect(state.written() == .none)
        #expect(state.inputClosed(hasMoreInput: false) == .closeNow)
    }

    @Test("an early answer that is the last one ends the connection at once")
    func earlyLast() {
        var state = ClientConnectionState()
        state.requestStarted(isPersistent: true)
        state.endAfterAnswer()
        #expect(state.answerEnded(hasMoreInput: false) == .writeOut)
    }

    @Test("too much to throw away ends the connection, but only behind an answer")
    func discarded() {
        var state = ClientConnectionState()
        state.requestStarted(isPersistent: true)
        #expect(state.discardedTooMuch() == .none)
        _ = state.answerEnded(hasMoreInput: false)
        #expect(state.discardedTooMuch() == .writeOut)
    }

    @Test("a client that half-closes behind its request is answered, and what it pipelined too")
    func halfClosed() {
        var state = afterRequest()
        #expect(state.inputClosed(hasMoreInput: false) == .none)
        #expect(state.answersLast(hasMoreInput: false))
        #expect(!state.answersLast(hasMoreInput: true))
        #expect(state.answerEnded(hasMoreInput: true) == .takeNextRequest)
        #expect(state.ranDry() == .writeOut)
        #expect(state.written() == .closeNow)
    }

    @Test("a client that half-closes while its next requests wait for it to read is answered")
    func halfClosedUnread() {
        var state = ClientConnectionState()
        #expect(state.inputClosed(hasMoreInput: true) == .none)
        state.requestStarted(isPersistent: true)
        _ = state.requestEnded(hasMoreInput: false)
        #expect(state.answerEnded(hasMoreInput: false) == .writeOut)
    }

    @Test("a client that half-closes inside its request, or between two, is let go")
    func halfClosedInside() {
        var idle = ClientConnectionState()
        #expect(idle.inputClosed(hasMoreInput: false) == .writeOut)
        #expect(idle.written() == .closeNow)
        var answered = ClientConnectionState()
        answered.requestStarted(isPersistent: true)
        _ = answered.answerEnded(hasMoreInput: false)
        #expect(answered.inputClosed(hasMoreInput: false) == .writeOut)
        var inside = ClientConnectionState()
        inside.requestStarted(isPersistent: true)
        #expect(inside.inputClosed(hasMoreInput: false) == .closeNow)
    }

    @Test("a request that was cut short behind another one is let go as soon as it is looked at, and so is a tunnel")
    func cutShortBehindAnother() {
        var state = afterRequest()
        _ = state.inputClosed(hasMoreInput: false)
        #expect(state.answerEnded(hasMoreInput: true) == .takeNextRequest)
        state.requestStarted(isPersistent: true)
        #expect(state.ranDry() == .writeOut)
        #expect(state.written() == .closeNow)
        var tunnel = afterRequest()
        _ = tunnel.inputClosed(hasMoreInput: false)
        #expect(tunnel.ranDry() == .none, "it is whole, and will be answered")
        tunnel.upgraded()
        #expect(tunnel.ranDry() == .writeOut)
    }

    @Test("draining closes an idle connection now, and another one behind its answer")
    func drain() {
        var idle = ClientConnectionState()
        #expect(idle.drain(hasSentAll: true) == .closeNow)
        var writing = ClientConnectionState()
        #expect(writing.drain(hasSentAll: false) == .writeOut)
        var busy = afterRequest()
        #expect(busy.drain(hasSentAll: true) == .none)
        #expect(busy.answersLast(hasMoreInput: true))
        #expect(busy.answerEnded(hasMoreInput: true) == .writeOut)
    }

    @Test("a refused request is answered, and nothing behind it is read")
    func refused() {
        var state = ClientConnectionState()
        state.refused()
        #expect(!state.takesRequestEvents)
        #expect(state.answerEnded(hasMoreInput: true) == .writeOut)
    }

    @Test("a tunnel takes bytes until one side ends it")
    func tunnel() {
        var state = afterRequest()
        state.upgraded()
        #expect(state.takesRequestEvents && state.isTunnel)
        var ended = state
        #expect(ended.tunnelEnded() == .writeOut)
        #expect(state.inputClosed(hasMoreInput: false) == .closeNow)
        #expect(state.tunnelEnded() == .none)
    }
}
