import JSONText
import Traffic

/// Says what two numbers that differ have to do with each other. All arithmetic is exact.
enum NumberClassifier {
    /// Powers of ten by which units differ: percent and cents, milli, micro, nano.
    private static let scales = [2, 3, 6, 9]
    /// Significant digits from which on a number may be a double written in full.
    private static let doubleDigits = 15
    /// The share of the larger magnitude by which two results of the same arithmetic in doubles may differ.
    private static let doubleError = ExactDecimal("4e-15")
    /// Decimals beyond those of the coarser number that rounding is tried with: 12.30 is written 12.3.
    private static let hiddenZeros = 3

    /// - Parameters: The texts of two JSON numbers.
    static func classes(_ legacy: String, _ candidate: String) -> [ValueClass] {
        guard legacy.utf8.count <= 64, candidate.utf8.count <= 64, let left = ExactDecimal(legacy),
            let right = ExactDecimal(candidate)
        else { return [] }
        if left == right { return [] }
        if left.magnitude == right.magnitude { return [ValueClass(.sign)] }
        let epochs = TimeClassifier.epochClasses(legacy, candidate)
        if let first = epochs.first, first.name == .epochUnit { return epochs }
        if let power = scales.flatMap({ [$0, -$0] }).first(where: { left.scaled(byPowerOfTen: $0) == right }) {
            return [ValueClass(.scale, amount: Int64(power))]
        }
        if isFloatingPointNoise(left, right, legacy, candidate) { return [ValueClass(.floatingPoint)] }
        return shortened(left, right) + epochs
    }

    private static func isFloatingPointNoise(
        _ left: ExactDecimal, _ right: ExactDecimal, _ leftText: String, _ rightText: String
    ) -> Bool {
        let digits = [leftText, rightText].map { $0.prefix { $0 != "e" && $0 != "E" }.count(where: \.isNumber) }
        guard let longest = digits.max(), longest >= doubleDigits, let share = doubleError else { return false }
        let larger = left.isMagnitude(atMost: right) ? right : left
        return ExactDecimal.distance(left, right).isMagnitude(atMost: share * larger.magnitude)
    }

    /// Rounding and cutting off, with every number of decimals that explains the coarser number.
    private static func shortened(_ left: ExactDecimal, _ right: ExactDecimal) -> [ValueClass] {
        guard left.fractionDigits != right.fractionDigits, left.isNegative == right.isNegative || isZero(left, right)
        else { return [] }
        let side: Side = left.fractionDigits < right.fractionDigits ? .legacy : .candidate
        let coarse = side == .legacy ? left : right
        let fine = side == .legacy ? right : left
        let distance = ExactDecimal.distance(left, right)
        var rounded: [ValueClass] = []
        var cut: [ValueClass] = []
        let most = min(coarse.fractionDigits + hiddenZeros, fine.fractionDigits - 1)
        for decimals in coarse.fractionDigits...most {
            guard let half = ExactDecimal("5e-\(decimals + 1)"), let unit = ExactDecimal("1e-\(decimals)") else {
                break
            }
            if distance.isMagnitude(atMost: half) {
                rounded.append(ValueClass(.rounding, side, amount: Int64(decimals)))
            }
            if !unit.isMagnitude(atMost: distance), coarse.isMagnitude(atMost: fine) {
                cut.append(ValueClass(.cutDecimals, side, amount: Int64(decimals)))
            }
        }
        return rounded + cut
    }

    private static func isZero(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
        [left, right].contains { $0 == ExactDecimal("0") }
    }
}
