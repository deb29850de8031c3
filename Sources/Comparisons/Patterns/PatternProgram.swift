/// A regular expression as instructions, run on all alternatives at once.
///
/// Source: K. Thompson, "Regular Expression Search Algorithm" (1968); R. Cox, "Regular Expression Matching: the Virtual
/// Machine Approach" (2009).
struct PatternProgram: Sendable {
    private enum Instruction: Sendable {
        case take(ScalarSet)
        case fork(Int, Int)
        case jump(Int)
        case atStart
        case atEnd
        case accept
    }

    private static let sizeLimit = 20_000

    private var instructions: [Instruction] = []
    private let ignoresCase: Bool

    init(_ node: PatternNode, ignoresCase: Bool, text: String) throws(RuleError) {
        self.ignoresCase = ignoresCase
        try emit(node, text)
        instructions.append(.accept)
    }

    private mutating func emit(_ node: PatternNode, _ text: String) throws(RuleError) {
        guard instructions.count < Self.sizeLimit else { throw RuleError("the pattern '\(text)' is too large") }
        switch node {
        case .empty: break
        case .set(let set): instructions.append(.take(set))
        case .start: instructions.append(.atStart)
        case .end: instructions.append(.atEnd)
        case .sequence(let items): for item in items { try emit(item, text) }
        case .choice(let branches): try emitChoice(branches, text)
        case .repeated(let item, let least, let most):
            for _ in 0..<least { try emit(item, text) }
            if let most {
                try emitOptional(item, count: most - least, text)
            } else {
                let fork = reserve()
                try emit(item, text)
                instructions.append(.jump(fork))
                instructions[fork] = .fork(fork + 1, instructions.count)
            }
        }
    }

    private mutating func emitChoice(_ branches: [PatternNode], _ text: String) throws(RuleError) {
        var exits: [Int] = []
        for branch in branches.dropLast() {
            let fork = reserve()
            try emit(branch, text)
            exits.append(reserve())
            instructions[fork] = .fork(fork + 1, instructions.count)
        }
        if let last = branches.last { try emit(last, text) }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    private mutating func emitOptional(_ item: PatternNode, count: Int, _ text: String) throws(RuleError) {
        var forks: [Int] = []
        for _ in 0..<count {
            forks.append(reserve())
            try emit(item, text)
        }
        for fork in forks { instructions[fork] = .fork(fork + 1, instructions.count) }
    }

    private mutating func reserve() -> Int {
        instructions.append(.accept)
        return instructions.count - 1
    }

    /// Whether the whole of a text matches.
    func matches(_ text: String) -> Bool {
        let scalars = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
        var current = Threads(instructions.count)
        var following = Threads(instructions.count)
        var pending: [Int] = []
        add(0, to: &current, at: 0, of: scalars.count, &pending)
        for (position, scalar) in scalars.enumerated() {
            if current.list.isEmpty { return false }
            following.clear()
            for counter in current.list {
                guard case .take(let set) = instructions[counter], accepts(set, scalar) else { continue }
                add(counter + 1, to: &following, at: position + 1, of: scalars.count, &pending)
            }
            swap(&current, &following)
        }
        return current.list.contains { if case .accept = instructions[$0] { true } else { false } }
    }

    private func accepts(_ set: ScalarSet, _ scalar: Unicode.Scalar) -> Bool {
        if set.contains(scalar) { return true }
        guard ignoresCase, !set.isNegated else { return false }
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        return upper.first.map { upper.count == 1 && set.contains($0) } ?? false
    }

    /// Adds an instruction and everything that it leads to without taking a scalar.
    private func add(_ counter: Int, to threads: inout Threads, at position: Int, of end: Int, _ pending: inout [Int]) {
        pending.append(counter)
        while let next = pending.popLast() {
            guard threads.mark(next) else { continue }
            switch instructions[next] {
            case .jump(let target): pending.append(target)
            case .fork(let first, let second):
                pending.append(second)
                pending.append(first)
            case .atStart: if position == 0 { pending.append(next + 1) }
            case .atEnd: if position == end { pending.append(next + 1) }
            case .take, .accept: threads.list.append(next)
            }
        }
    }

    /// The instructions reached at one position, each once.
    private struct Threads {
        var list: [Int] = []
        private var marks: [Int]
        private var generation = 1

        init(_ count: Int) { marks = [Int](repeating: 0, count: count) }

        mutating func clear() {
            list.removeAll(keepingCapacity: true)
            generation += 1
        }

        mutating func mark(_ counter: Int) -> Bool {
            guard marks[counter] != generation else { return false }
            marks[counter] = generation
            return true
        }
    }
}
