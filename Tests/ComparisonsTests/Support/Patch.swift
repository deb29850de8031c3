import Traffic

/// Applies differences to the legacy document, which must give the candidate's: the differences say all there is to say.
struct Patch {
    private struct Step {
        var path: ArraySlice<String>
        var difference: Difference
    }

    private let steps: [Step]

    /// - Parameter differences: Of two documents, under `/body`; values must be whole.
    init(_ differences: [Difference]) {
        steps = differences.map { Step(path: $0.at.segments.dropFirst(), difference: $0) }
    }

    private init(_ steps: [Step]) { self.steps = steps }

    /// - Returns: `nil` where the differences make no sense for the document.
    func applied(to value: NaiveJSON) -> NaiveJSON? {
        if let whole = steps.first(where: { $0.path.isEmpty }) {
            // What is inside of a new value, or of an array in a new order, is told by the whole.
            return whole.difference.candidate.flatMap { NaiveJSON(Array($0.text.utf8)) }
        }
        switch value {
        case .object(let members): return object(members)
        case .array(let elements): return array(elements)
        case .null, .boolean, .number, .string: return steps.isEmpty ? value : nil
        }
    }

    private func below(_ segment: String) -> Patch {
        Patch(
            steps.filter { $0.path.first == segment && !isAbsence($0) }
                .map { Step(path: $0.path.dropFirst(), difference: $0.difference) })
    }

    /// Whether a step adds or removes a part of this very container.
    private func isAbsence(_ step: Step) -> Bool {
        step.path.count == 1 && [.missing, .added].contains(step.difference.kind)
    }

    private func has(_ kind: Difference.Kind, _ segment: String) -> Bool {
        steps.contains { $0.path.count == 1 && $0.path.first == segment && $0.difference.kind == kind }
    }

    private func object(_ members: [(key: [UInt8], value: NaiveJSON)]) -> NaiveJSON? {
        var result: [(key: [UInt8], value: NaiveJSON)] = []
        for member in members {
            let name = String(decoding: member.key, as: UTF8.self)
            if has(.missing, name) { continue }
            guard let value = below(name).applied(to: member.value) else { return nil }
            result.append((member.key, value))
        }
        for step in steps where step.path.count == 1 && step.difference.kind == .added {
            guard let name = step.path.first, let value = Self.value(step.difference.candidate) else { return nil }
            result.append((Array(name.utf8), value))
        }
        return .object(result)
    }

    private func array(_ elements: [NaiveJSON]) -> NaiveJSON? {
        var result: [NaiveJSON] = []
        for (index, element) in elements.enumerated() where !has(.missing, String(index)) {
            guard let value = below(String(index)).applied(to: element) else { return nil }
            result.append(value)
        }
        let added = steps.filter { $0.path.count == 1 && $0.difference.kind == .added }
            .compactMap { step in step.path.first.flatMap { Int($0) }.map { ($0, step.difference.candidate) } }
        for (index, fragment) in added.sorted(by: { $0.0 < $1.0 }) {
            guard index <= result.count, let value = Self.value(fragment) else { return nil }
            result.insert(value, at: index)
        }
        return .array(result)
    }

    private static func value(_ fragment: JSONFragment?) -> NaiveJSON? {
        fragment.flatMap { NaiveJSON(Array($0.text.utf8)) }
    }
}
