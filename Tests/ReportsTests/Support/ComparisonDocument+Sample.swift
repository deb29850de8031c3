import Traffic

extension Difference {
    static func sample(
        _ pointer: [String], _ kind: Kind, _ legacy: String?, _ candidate: String?, _ classes: ValueClass...,
        order: OrderChange? = nil, isApproximate: Bool = false
    ) -> Difference {
        Difference(
            at: Location(pointer), kind: kind, legacy: legacy.map { JSONFragment(validJSON: $0) },
            candidate: candidate.map { JSONFragment(validJSON: $0) }, generalisedLocation: Location(pointer),
            classes: classes, order: order, isApproximate: isApproximate)
    }
}

extension DocumentOutline {
    /// A place with one difference and nothing inside.
    static func leaf(_ name: Name, _ difference: Difference) -> Entry {
        .place(DocumentOutline(name: name, shape: .value, differences: [difference]))
    }
}

extension ComparisonDocument {
    /// A document in which one of everything differs.
    static let sample: ComparisonDocument = {
        let total = Difference.sample(
            ["body", "total"], .changed, "12.345", "12.35", ValueClass(.rounding, .candidate, amount: 2))
        let count = Difference.sample(["body", "count"], .typeChanged, "\"3\"", "{\"n\":3}")
        let email = Difference.sample(["body", "customer", "email"], .missing, "\"ann@example.com\"", nil)
        let phone = Difference.sample(["body", "customer", "phone"], .added, nil, "\"+49 30 1234\"")
        let value = Difference.sample(["body", "rows", "1", "v"], .changed, "2", "20", isApproximate: true)
        let tags = Difference.sample(
            ["body", "tags"], .reordered, "[1,2,3]", "[3,1,2]",
            order: OrderChange(count: 3, moved: 1, isReversed: false, moves: [.init(from: 2, to: 0)]))
        let outline = DocumentOutline(
            name: .root, shape: .object(count: 9),
            entries: [
                .fold(.init(unchanged: 1_200)), DocumentOutline.leaf(.member("total"), total),
                DocumentOutline.leaf(.member("count"), count),
                .place(
                    DocumentOutline(
                        name: .member("customer"), shape: .object(count: 3),
                        entries: [
                            .fold(.init(unchanged: 2, explained: 1)), DocumentOutline.leaf(.member("email"), email),
                            DocumentOutline.leaf(.member("phone"), phone),
                        ])),
                .place(
                    DocumentOutline(
                        name: .member("rows"), shape: .array(count: 9),
                        entries: [
                            .fold(.init(unchanged: 1)),
                            .place(
                                DocumentOutline(
                                    name: .element(1), shape: .object(count: 1),
                                    entries: [DocumentOutline.leaf(.member("v"), value)])),
                            .fold(.init(unchanged: 7)),
                        ])),
                .place(DocumentOutline(name: .member("tags"), shape: .array(count: 3), differences: [tags])),
            ])
        return ComparisonDocument(
            legacyName: "left.json",
            candidateName: "right.json",
            outcome: .mismatch,
            differences: [total, count, email, phone, value, tags],
            counts: [.changed: 2, .typeChanged: 1, .missing: 1, .added: 1, .reordered: 1],
            suppressed: [
                SuppressedDifference(
                    difference: .sample(["body", "customer", "t"], .changed, nil, nil), rule: "ignore",
                    ruleAt: "/body/**/t")
            ],
            rules: [
                RuleUse(
                    at: "/body/**/t", rule: "ignore", suppressed: 1, state: .applied, reason: "its own clock"),
                RuleUse(at: "/body/calm", rule: "type", suppressed: 0, state: .applied),
                RuleUse(at: "/body/typo", rule: "ignore", suppressed: 0, state: .unmatched),
                RuleUse(
                    at: "/body/old", rule: "accept", suppressed: 0, state: .expired,
                    until: Timestamp(milliseconds: 1_767_225_600_000)),
                RuleUse(at: "/headers/x-a", rule: "ignore", suppressed: 0, state: .outside),
            ],
            isApproximate: true,
            outline: outline)
    }()

    /// Two documents that differ in one value.
    static func pair(
        _ legacy: String, _ candidate: String, key: String = "a", name: String = "left.json"
    ) -> ComparisonDocument {
        let difference = Difference.sample(["body", key], .changed, legacy, candidate)
        return ComparisonDocument(
            legacyName: name, candidateName: "right.json", outcome: .mismatch, differences: [difference],
            counts: [.changed: 1],
            outline: DocumentOutline(
                name: .root, shape: .object(count: 1), entries: [DocumentOutline.leaf(.member(key), difference)]))
    }

    /// The same, as many objects deep.
    static func deep(_ legacy: String, _ candidate: String, levels: Int) -> ComparisonDocument {
        var document = pair(legacy, candidate, key: "a long key in the innermost object")
        for level in 0..<levels {
            guard var inner = document.outline else { break }
            inner.name = .member("level \(level)")
            document.outline = DocumentOutline(
                name: .root, shape: .object(count: 2), entries: [.fold(.init(unchanged: 1)), .place(inner)])
        }
        return document
    }
}
