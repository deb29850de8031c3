/// Splits a criterion or condition into its words, signs and numbers.
///
/// A `-` between a name and a letter, without blanks, belongs to the name (`orphaned-conversations`); to subtract one name
/// from another takes blanks.
struct ExpressionLexer {
    /// The longest text that is read, in Unicode scalars. What people write has less than a tenth.
    static let maximumLength = 500

    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// The tokens of a text, ended by one of the kind `end`.
    static func tokens(of text: String) throws(SyntaxError) -> [ExpressionToken] {
        var lexer = ExpressionLexer(scalars: Array(text.unicodeScalars.prefix(maximumLength + 1)))
        guard lexer.scalars.count <= maximumLength else {
            throw SyntaxError("it is longer than \(maximumLength) characters", at: maximumLength + 1)
        }
        var tokens: [ExpressionToken] = []
        while tokens.last?.kind != .end { tokens.append(try lexer.next()) }
        return tokens
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var current: Unicode.Scalar? { scalar(at: position) }
    private func scalar(at index: Int) -> Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func next() throws(SyntaxError) -> ExpressionToken {
        position = afterBlanks(from: position)
        guard let current else { return token(.end, from: position) }
        if Self.isDigit(current) || (current == "." && scalar(at: position + 1).map(Self.isDigit) == true) {
            return try number()
        }
        return Self.isLetter(current) ? word() : try sign()
    }

    private func token(_ kind: ExpressionToken.Kind, from start: Int) -> ExpressionToken {
        ExpressionToken(kind: kind, text: text(start..<position), column: start + 1)
    }

    /// What was written, with single blanks.
    private func text(_ range: Range<Int>) -> String {
        scalars[range].split(whereSeparator: \.properties.isWhitespace)
            .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    }

    private func afterBlanks(from index: Int) -> Int {
        scalars[index...].firstIndex { !$0.properties.isWhitespace } ?? scalars.count
    }

    private func end(from index: Int, while belongs: (Unicode.Scalar) -> Bool) -> Int {
        scalars[index...].firstIndex { !belongs($0) } ?? scalars.count
    }
}

// MARK: - Words and signs

extension ExpressionLexer {
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar == "_" }

    private mutating func word() -> ExpressionToken {
        let start = position
        while let scalar = current {
            let joins = (scalar == "." || scalar == "-") && self.scalar(at: position + 1).map(Self.isLetter) == true
            guard Self.isLetter(scalar) || Self.isDigit(scalar) || joins else { break }
            position += 1
        }
        let word = text(start..<position)
        return token(ExpressionToken.Keyword(rawValue: word).map { .keyword($0) } ?? .name(word), from: start)
    }

    private static let relationScalars: Set<Unicode.Scalar> = ["<", ">", "=", "!"]

    /// What people write in other languages, and on paper.
    private static let corrections = [
        "=": "==", "===": "==", "=<": "<=", "=>": ">=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "&": "and",
        "|": "or", "×": "*", "÷": "/", "−": "-", "–": "-", ",": ".",
    ]

    private mutating func sign() throws(SyntaxError) -> ExpressionToken {
        let start = position
        if Self.relationScalars.contains(scalars[start]) {
            position = end(from: start) { Self.relationScalars.contains($0) }
            let text = text(start..<position)
            guard let sign = RelationSign(rawValue: text) else { throw unknown(text, at: start) }
            return token(.relation(sign), from: start)
        }
        position += 1
        let text = text(start..<position)
        if let sign = ArithmeticSign(rawValue: text) { return token(.sign(sign), from: start) }
        switch text {
        case "(": return token(.open, from: start)
        case ")": return token(.close, from: start)
        case "%": throw SyntaxError("'%' belongs after a number", at: start + 1)
        default: throw unknown(text, at: start)
        }
    }

    private func unknown(_ sign: String, at start: Int) -> SyntaxError {
        let isShown = sign.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) }
        let code = String(scalars[start].value, radix: 16, uppercase: true)
        let shown = isShown ? "'\(sign)'" : "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        let correction = Self.corrections[sign].map { "did you mean '\($0)'?" }
        return SyntaxError(
            "\(shown) has no meaning here", at: start + 1,
            suggestion: correction ?? (sign == "!" ? "write the comparison the other way round" : nil))
    }
}

// MARK: - Numbers

extension ExpressionLexer {
    private static func isUnitLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// A plain number, a percentage, or a duration of one or several parts.
    private mutating func number() throws(SyntaxError) -> ExpressionToken {
        let start = position
        position = end(from: start) { Self.isDigit($0) || $0 == "." }
        let digits = text(start..<position)
        guard let value = DecimalText.parse(digits), value.isFinite else {
            throw SyntaxError("'\(digits)' is no number", at: start + 1)
        }
        let next = afterBlanks(from: position)
        if scalar(at: next) == "%" {
            position = next + 1
            return token(.number(value / 100, .share), from: start)
        }
        guard let unitEnd = try unitEnd(from: position) else { return token(.number(value, .number), from: start) }
        position = unitEnd
        while let partEnd = try partEnd() { position = partEnd }
        guard let duration = DurationText.parse(text(start..<position)) else {
            throw SyntaxError(
                "'\(text(start..<position))' is no duration", at: start + 1, suggestion: "such as 200ms or 1h30m")
        }
        return token(.number(duration / .milliseconds(1), .duration), from: start)
    }

    /// The end of a further part of a duration, such as the `30m` of `1h30m`; `nil` where none follows.
    private func partEnd() throws(SyntaxError) -> Int? {
        let start = afterBlanks(from: position)
        let digitsEnd = end(from: start) { Self.isDigit($0) || $0 == "." }
        return digitsEnd == start ? nil : try unitEnd(from: digitsEnd)
    }

    /// The end of the unit that follows a number, with or without blanks between; `nil` where none does.
    private func unitEnd(from digitsEnd: Int) throws(SyntaxError) -> Int? {
        let start = afterBlanks(from: digitsEnd)
        let end = end(from: start, while: Self.isUnitLetter)
        let unit = text(start..<end)
        let isName = scalar(at: end).map(Self.isLetter) ?? false
        let isUnit = DurationText.unitNames.contains(unit) && !isName
        if isUnit { return end }
        guard start == digitsEnd, end > start else { return nil }
        let word = text(start..<self.end(from: start) { Self.isLetter($0) || Self.isDigit($0) })
        let nearest = NearestName.suggestion(for: word, among: DurationText.unitNames)
        throw SyntaxError(
            "unknown unit '\(word)'", at: start + 1,
            suggestion: nearest.map { "did you mean '\($0)'?" } ?? "such as %, ms, s, m or h")
    }
}
