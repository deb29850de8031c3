/// How legacy's noise is learned.
struct NoiseSection: Sendable, Hashable {
    /// The share of reads that also go to legacy a second time, 0 … 100.
    var percentage = 0.0
    /// Whether legacy stands in the candidate's place.
    var calibrates = false

    static func read(_ reader: ConfigurationReader) -> NoiseSection {
        var section = NoiseSection()
        reader.read("percentage", into: &section.percentage) { $0.percentage() }
        reader.read("calibrate", into: &section.calibrates) { $0.boolean() }
        return section
    }
}
