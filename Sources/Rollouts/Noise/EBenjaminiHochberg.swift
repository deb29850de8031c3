import Foundation

/// Which of many hypotheses to reject so that, on average, at most a share α of the rejected ones is true.
///
/// The base e-BH procedure (R. Wang and A. Ramdas, "False discovery rate control with e-values", JRSS B 84, 2022): with the
/// evidence in descending order e₁ ≥ … ≥ e_K, reject the first k* = max { k : k·e_k/K ≥ 1/α }. It holds whatever the
/// hypotheses have to do with one another, and so for many fields of one answer. With one hypothesis it is `e ≥ 1/α`.
public enum EBenjaminiHochberg {
    /// - Parameters:
    ///   - logEvidence: Of every hypothesis that was looked at, `log e`, natural; one that is no number is never rejected.
    ///   - alpha: In (0, 1).
    /// - Returns: For each hypothesis whether it is rejected.
    public static func rejections(logEvidence: [Double], alpha: Double) -> [Bool] {
        let order = logEvidence.indices.filter { !logEvidence[$0].isNaN }
            .sorted { logEvidence[$0] > logEvidence[$1] }
        // e_k ≥ K/(α·k), in logarithms.
        let wanted = log(Double(logEvidence.count)) - log(alpha)
        let last = order.indices.last { logEvidence[order[$0]] + log(Double($0 + 1)) >= wanted - tolerance }
        var rejected = [Bool](repeating: false, count: logEvidence.count)
        if let last { for index in order[...last] { rejected[index] = true } }
        return rejected
    }

    /// What rounding may take from evidence that is exactly at the bound.
    private static let tolerance = 1e-12
}
