/// Bounds what is read of large answers to copies: a candidate that floods must not take from the served side the time that
/// reading costs.
///
/// The first bytes of every answer come as fast as they can. Of what follows, so many bytes may come in a turn of the loop's
/// sweep, whatever copies they belong to; beyond that copies wait, and a few of them read on at each turn, first come first.
/// Pure.
struct LargeCopyQueue<Copy> {
    /// Bytes of each answer that are not counted.
    static var freeBytes: Int { 64 * 1024 }
    /// 320 MB/s at twenty turns a second: a part of what one core can read.
    static var defaultBytesPerTurn: Int { 16 * 1024 * 1024 }
    /// A resumed copy reads 512 KiB before it can be held back again: SwiftNIO's four reads, of 128 KiB each.
    static var defaultCopiesPerTurn: Int { 32 }

    private let bytesPerTurn: Int
    private let copiesPerTurn: Int
    private var bytesLeft: Int
    private var waiting: [Copy] = []

    init(bytesPerTurn: Int = Self.defaultBytesPerTurn, copiesPerTurn: Int = Self.defaultCopiesPerTurn) {
        self.bytesPerTurn = bytesPerTurn
        self.copiesPerTurn = copiesPerTurn
        bytesLeft = bytesPerTurn
    }

    /// Counts bytes that came behind the first ones of an answer.
    ///
    /// - Returns: Whether more may come in this turn; else the copy is to be held back.
    mutating func take(_ bytes: Int) -> Bool {
        bytesLeft -= min(bytes, bytesLeft)
        return bytesLeft > 0
    }

    /// Adds a copy that is held back.
    mutating func add(_ copy: Copy) { waiting.append(copy) }

    /// Begins the next turn.
    ///
    /// - Parameter isOver: Whether a copy ended while it waited; it takes nobody's turn.
    /// - Returns: The copies that may read on, no longer held back.
    mutating func beginTurn(except isOver: (Copy) -> Bool) -> [Copy] {
        bytesLeft = bytesPerTurn
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
}
