import NIOCore
import Traffic

/// What an upstream connection tells about the request that it carries. All calls come on the event loop, in the order of
/// the answer; after `legEnded` or `legFailed` nothing more comes.
protocol UpstreamLeg: AnyObject {
    /// Whether it gives up its connection where another leg has to wait for one.
    var isExpendable: Bool { get }

    /// A connection is there; the leg writes its request to it.
    func legConnected(_ connection: UpstreamConnection)
    func legReceivedInterim(_ head: AnswerHead)
    func legReceivedHead(_ head: AnswerHead)
    func legReceivedBody(_ slice: ByteBuffer)
    func legEnded(trailers: ByteBuffer?)
    func legFailed(_ failure: LegFailure)
    /// The connection takes more bytes again, or no more for now.
    func legWritabilityChanged(isWritable: Bool)
    /// Everything that one read from the socket gave has been told.
    func legReadCompleted()
}
