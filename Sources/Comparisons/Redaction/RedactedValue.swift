/// Words that stand in for a redacted value: still of use to whoever looks for the defect, and no content.
enum RedactedValue {
    /// - Parameters:
    ///   - size: Such as `17 characters`.
    ///   - relation: How the two sides relate, where both have a value.
    static func description(_ type: String, size: String?, relation: String? = nil) -> String {
        var words = "redacted: \(type)"
        if let size { words += ", \(size)" }
        if let relation { words += "; \(relation)" }
        return "‹\(words)›"
    }

    /// What makes two texts equal, if anything simple does.
    static func relation(_ legacy: String, _ candidate: String) -> String {
        if legacy.utf8.elementsEqual(candidate.utf8) { return "both sides equal" }
        let left = ScalarRelaxation.trimmed(legacy)
        let right = ScalarRelaxation.trimmed(candidate)
        // == on strings is canonical equivalence.
        if legacy == candidate { return "both sides equal but for Unicode normalisation" }
        if left == right { return "both sides equal but for surrounding white space" }
        if legacy.lowercased() == candidate.lowercased() { return "both sides equal but for case" }
        if left.lowercased() == right.lowercased() {
            return "both sides equal but for case and surrounding white space"
        }
        let leftDigits = legacy.filter(\.isNumber)
        if leftDigits.count > 3, leftDigits == candidate.filter(\.isNumber) { return "both sides with the same digits" }
        return "the sides differ"
    }

    /// A count with its unit.
    static func count(_ number: Int, _ unit: String) -> String { number == 1 ? "1 \(unit)" : "\(number) \(unit)s" }
}
