import NIOCore

/// The other end of a ``SimulatedSocket``: a script that plays a client or an upstream. All calls come on the event loop.
protocol SimulatedPeer: AnyObject {
    /// Bytes arrived that the proxy wrote.
    func socket(_ socket: SimulatedSocket, delivered bytes: ByteBuffer)
    /// The proxy sends no more; it may still read.
    func socketEndedOutput(_ socket: SimulatedSocket)
    /// The proxy closed the connection.
    func socketClosed(_ socket: SimulatedSocket, byReset: Bool)
}
