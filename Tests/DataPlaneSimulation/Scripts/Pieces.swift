/// How bytes are cut into pieces.
struct Pieces {
    /// Taken over and over; empty for all at once.
    var sizes: [Int] = []
    /// How many pieces are cut; the rest follows as one.
    var limit = 100

    /// The size of a piece; `nil` for all that is left.
    func size(of piece: Int) -> Int? {
        piece < limit && !sizes.isEmpty ? max(1, sizes[piece % sizes.count]) : nil
    }
}
