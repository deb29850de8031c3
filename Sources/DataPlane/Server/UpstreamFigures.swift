/// Figures about the connections to one side.
public struct UpstreamFigures: Sendable, Equatable {
    /// Connections that were asked for.
    public var connects = 0
    /// Those of them that could not be made, for whatever reason; the TLS handshake counts in.
    public var connectFailures = 0
    /// Requests that went over a connection that was there already.
    public var reused = 0
    /// Times that an address was put out.
    public var ejections = 0
    /// Requests and copies that were turned away, since there were too many connections.
    public var shed = 0
    /// Connections closed between two requests for their age, the number of their requests, or an address that is gone.
    public var recycled = 0
    /// Connections open now.
    public var open = 0
    /// Addresses that are out now; every event loop judges by itself, and counts by itself.
    public var ejected = 0
    /// Requests that wait for a connection now.
    public var waiting = 0

    public init() {}

    static func + (left: Self, right: Self) -> Self { combined(left, right, +) }

    static func - (left: Self, right: Self) -> Self { combined(left, right, -) }

    private static func combined(_ left: Self, _ right: Self, _ operation: (Int, Int) -> Int) -> Self {
        let figures: [any WritableKeyPath<Self, Int> & Sendable] = [
            \.connects, \.connectFailures, \.reused, \.ejections, \.shed, \.recycled, \.open, \.ejected, \.waiting,
        ]
        var result = left
        for figure in figures { result[keyPath: figure] = operation(left[keyPath: figure], right[keyPath: figure]) }
        return result
    }
}
