/// How bytes are cut into pieces.
struct Pieces {
    /// So many pieces are cut; the rest follows as one, for more would take long and show nothing new.
    static let limit = 100

    /// Taken over and over; empty for all at once.
    var sizes: [Int] = []

    /// The size of a piece; `nil` for all that is left.
    func size(of piece: Int) -> Int? {
        piece < Self.limit && !sizes.isEmpty ? max(1, sizes[piece % sizes.count]) : nil
    }
}
