import Synchronization
public import Traffic

/// What each probe said last: gates, alarms and alerts look here.
public final class ProbeBoard: Sendable {
    private let board = Mutex<[String: ProbeRecord]>([:])

    public init() {}

    /// What probes said before a restart.
    public func restore(_ records: [ProbeRecord]) {
        board.withLock { board in
            for record in records where board[record.name] == nil { board[record.name] = record }
        }
    }

    public func post(_ record: ProbeRecord) { board.withLock { $0[record.name] = record } }

    public var records: [ProbeRecord] { board.withLock { $0.values.sorted { $0.name < $1.name } } }

    /// The values that are there, by name.
    public var values: [String: Double] { board.withLock { $0.compactMapValues(\.value) } }

    /// Those of probes that were run since a moment.
    public func values(since moment: Timestamp) -> [String: Double] {
        board.withLock { board in
            board.compactMapValues { record in record.at.map { $0 >= moment } == true ? record.value : nil }
        }
    }
}
