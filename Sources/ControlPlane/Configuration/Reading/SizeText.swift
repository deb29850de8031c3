import Rollouts

/// Sizes in text: plain bytes, `64KiB`, `1MiB`, or with decimal units `1MB`.
enum SizeText {
    private static let units: [(name: String, bytes: Double)] = [
        ("B", 1), ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ]

    /// The number of bytes that a text states; `nil` where it states none, or more than a terabyte.
    static func parse(_ text: String) -> Int? {
        let number = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(number.count).drop { $0 == " " }
        guard let value = DecimalText.parse(number),
            let scale = unit.isEmpty ? 1 : units.first(where: { $0.name == unit })?.bytes,
            value * scale <= 1e12, value * scale == (value * scale).rounded()
        else { return nil }
        return Int(value * scale)
    }

    /// A size as it would be written.
    static func describe(_ bytes: Int) -> String {
        for (name, size) in [("GiB", 1_073_741_824), ("MiB", 1_048_576), ("KiB", 1_024)]
        where bytes >= size && bytes % size == 0 {
            return "\(bytes / size)\(name)"
        }
        return "\(bytes)B"
    }
}
