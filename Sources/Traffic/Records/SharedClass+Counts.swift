extension DiscrepancyRecord.SharedClass {
    /// From this share on a class speaks for a discrepancy.
    private static let majority = 0.5
    /// From this share on a class is told with its amount although some differences have another amount.
    private static let nearlyAll = 0.9

    /// The class that most of a discrepancy's differences share; of several, the one that says the most.
    ///
    /// A clock that is an hour off for all of them is "1 h later"; moments that lie apart by this and that are "another time".
    ///
    /// - Parameters:
    ///   - counts: How many differences each class fits, those without an amount included.
    ///   - differences: How many there are.
    public init?(counts: [ValueClass: Int], of differences: Int) {
        guard differences > 0 else { return nil }
        // Of classes that fit equally well the one named first, with the smaller amount: rounding rather than cutting off.
        func rank(_ entry: (key: ValueClass, value: Int)) -> (Int, Int, Int64, Int) {
            let name = ValueClass.Name.allCases.firstIndex(of: entry.key.name) ?? 0
            return (-entry.value, name, entry.key.amount ?? 0, entry.key.side == .legacy ? 0 : 1)
        }
        let ranked = counts.sorted { rank($0) < rank($1) }
        let exact = ranked.first { $0.key.amount != nil }
        let general = ranked.first { $0.key.amount == nil }
        func share(_ count: Int?) -> Double { min(1, Double(count ?? 0) / Double(differences)) }
        if let exact, share(exact.value) >= Self.majority,
            exact.value >= general?.value ?? 0 || share(exact.value) >= Self.nearlyAll
        {
            self.init(exact.key, share: share(exact.value))
        } else if let general, share(general.value) >= Self.majority {
            self.init(general.key, share: share(general.value))
        } else {
            return nil
        }
    }
}
