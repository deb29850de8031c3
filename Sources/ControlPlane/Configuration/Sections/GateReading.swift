import Rollouts

/// Reads a gate, and the probes it names.
enum GateReading {
    static func read(_ field: ConfigurationField, probeNames: Set<String>) -> (Gate, [String])? {
        field.mapping { reader -> (Gate, [String])? in
            let unit = reader.optional("evidence") { $0.choice(Gate.EvidenceUnit.self) }
            let comparisons = reader.optional("minimumComparisons") { $0.integer(0...1_000_000_000) }
            let users = reader.optional("minimumUsers") { $0.integer(0...1_000_000_000) }
            let duration = reader.optional("minimumDuration") { $0.duration(.zero ... .seconds(365 * 86_400)) }
            let confidence = reader.optional("confidence") { $0.share() }
            var isComplete = true
            let criteriaField = reader.field("criteria")
            let criteria = criteriaField?.list { item -> Criterion? in
                let criterion = item.criterion(probes: probeNames)
                isComplete = isComplete && criterion != nil
                return criterion
            }
            let probes = reader.list("probes") { $0.probeName(among: probeNames) }
            guard isComplete else { return nil }
            do throws(GateError) {
                let gate = try Gate(
                    unit: unit ?? .perDistinctRequest, minimumComparisons: comparisons ?? 0, minimumUsers: users ?? 0,
                    minimumDuration: duration ?? .zero, confidence: confidence ?? 0.95, criteria: criteria ?? [])
                return (gate, probes)
            } catch {
                if let criteriaField {
                    criteriaField.fail(error.description)
                } else {
                    reader.fail(error.description, suggestion: "add criteria: [mismatch_rate <= 0.1%]")
                }
                return nil
            }
        }
    }
}

extension ConfigurationField {
    fileprivate func criterion(probes: Set<String>) -> Criterion? {
        guard let text = text("a criterion such as mismatch_rate <= 0.1%") else { return nil }
        do {
            return try Criterion(parsing: text, probes: probes)
        } catch {
            return fail(error)
        }
    }

    fileprivate func probeName(among names: Set<String>) -> String? {
        guard let name = name("the name of a probe") else { return nil }
        guard names.contains(name) else {
            let nearest = NearestName.suggestion(for: name, among: names.sorted())
            return fail(
                "there is no probe '\(name)'",
                suggestion: nearest.map { "did you mean '\($0)'?" } ?? "name it under the configuration's 'probes'")
        }
        return name
    }
}
