import NIOCore

/// Bounds what is read of large answers to copies: a candidate that floods must not take from the served side the time that
/// reading costs.
///
/// The first bytes of every answer come as fast as they can. Of what follows, so many bytes may come in a turn, whatever copies
/// they belong to; beyond that copies wait, and a few of them read on at each turn, first come first. Turns are short, so that
/// what is read in one of them holds nobody up.
///
/// Pure: the time is passed in.
struct LargeCopyQueue<Copy> {
    /// Bytes of each answer that are not counted.
    static var freeBytes: Int { 64 * 1024 }
    /// From one turn to the next while copies wait.
    static var turn: TimeAmount { .milliseconds(5) }
    /// 320 MB/s: a part of what one core can read.
    static var defaultBytesPerTurn: Int { 1600 * 1024 }
    /// A resumed copy reads up to 128 KiB before it can be held back again.
    static var defaultCopiesPerTurn: Int { 12 }

    private let bytesPerTurn: Int
    private let copiesPerTurn: Int
    private var bytesLeft: Int
    private var turnEnds = NIODeadline.uptimeNanoseconds(0)
    private var waiting: [Copy] = []

    init(bytesPerTurn: Int = Self.defaultBytesPerTurn, copiesPerTurn: Int = Self.defaultCopiesPerTurn) {
        self.bytesPerTurn = bytesPerTurn
        self.copiesPerTurn = copiesPerTurn
        bytesLeft = bytesPerTurn
    }

    /// Whether no copy is held back.
    var isEmpty: Bool { waiting.isEmpty }

    /// Counts bytes that came behind the first ones of an answer.
    ///
    /// - Returns: Whether more may come in this turn; else the copy is to be held back.
    mutating func take(_ bytes: Int, at now: NIODeadline) -> Bool {
        // Where copies wait a turn begins with theirs.
        if waiting.isEmpty, now >= turnEnds { restart(at: now) }
        bytesLeft -= min(bytes, bytesLeft)
        return bytesLeft > 0
    }

    /// Adds a copy that is held back.
    mutating func add(_ copy: Copy) { waiting.append(copy) }

    /// Begins the next turn.
    ///
    /// - Parameter isOver: Whether a copy ended while it waited; it takes nobody's turn.
    /// - Returns: The copies that may read on, no longer held back.
    mutating func beginTurn(at now: NIODeadline, except isOver: (Copy) -> Bool) -> [Copy] {
        restart(at: now)
        var turn: [Copy] = []
        var seen = 0
        for copy in waiting {
            guard turn.count < copiesPerTurn else { break }
            seen += 1
            if !isOver(copy) { turn.append(copy) }
        }
        waiting.removeFirst(seen)
        return turn
    }

    private mutating func restart(at now: NIODeadline) {
        bytesLeft = bytesPerTurn
        turnEnds = now + Self.turn
    }
}
