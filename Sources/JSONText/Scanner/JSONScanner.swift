/// Reads a JSON text once, from front to back, without recursion, and writes its tape.
struct JSONScanner {
    private let lexer: JSONLexer
    private var bytes: UnsafeBufferPointer<UInt8> { lexer.bytes }

    init(bytes: UnsafeBufferPointer<UInt8>) { lexer = JSONLexer(bytes: bytes) }

    func scan() throws(JSONError) -> ContiguousArray<JSONToken> {
        guard bytes.count < Int(UInt32.max) else { throw lexer.error(.tooLarge, "the text has 4 GiB or more", at: 0) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw lexer.error(.byteOrderMark, "the text begins with a byte order mark", at: 0)
        }
        let most = mostTokens()
        if most <= Self.fewTokens { return try scanShort(most) }
        var failure: JSONError?
        let tokens = ContiguousArray<JSONToken>(unsafeUninitializedCapacity: most) { tokens, count in
            FreshMemory.prepare(UnsafeMutableRawBufferPointer(tokens), first: Self.usualTapeBytes * bytes.count)
            do throws(JSONError) {
                count = try scan(into: tokens)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return tokens
    }

    /// Bytes of the tape for a byte of the text: a token of 16 bytes stands for eight of the text or more. (Separators in strings
    /// are counted as tokens and come to nothing, so what is counted says little of what will be written.)
    private static let usualTapeBytes = 2

    /// What fits into a stack frame: 1 KiB.
    private static let fewTokens = 64

    /// The same for a text of few tokens: they are put into an array once their number is known, which costs half of making
    /// an array first.
    private func scanShort(_ most: Int) throws(JSONError) -> ContiguousArray<JSONToken> {
        let result = withUnsafeTemporaryAllocation(of: JSONToken.self, capacity: most) {
            buffer -> Result<ContiguousArray<JSONToken>, JSONError> in
            do throws(JSONError) {
                let count = try scan(into: buffer)
                var tokens: ContiguousArray<JSONToken> = []
                tokens.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
                return .success(tokens)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The tokens that the text can have at most, so that the tape never grows: every token but the first one stands
    /// behind a comma, a colon, a brace or a bracket of its own. Memory that is not written to is not taken.
    private func mostTokens() -> Int {
        typealias Mask = SIMDMask<SIMD16<Int8>>
        let comma = SIMD16<UInt8>(repeating: 0x2C)
        let colon = SIMD16<UInt8>(repeating: 0x3A)
        let brace = SIMD16<UInt8>(repeating: 0x7B)
        // What brackets lack to be braces.
        let bit = SIMD16<UInt8>(repeating: 0x20)
        let raw = UnsafeRawBufferPointer(bytes)
        var found = 0
        var index = 0
        while index + 16 <= bytes.count {
            var lanes = SIMD16<UInt8>(repeating: 0)
            let end = min(index + 16 * 255, bytes.count - 15)
            while index < end {
                let block = raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
                let isComma: Mask = block .== comma
                let isColon: Mask = block .== colon
                let isBrace: Mask = (block | bit) .== brace
                let isSeparator: Mask = isComma .| isColon .| isBrace
                // A lane that is set is −1.
                lanes = lanes &- unsafeBitCast(isSeparator, to: SIMD16<UInt8>.self)
                index += 16
            }
            for lane in 0..<16 { found += Int(lanes[lane]) }
        }
        return min(found + bytes.count - index + 1, bytes.count)
    }

    /// - Returns: The number of tokens.
    private func scan(into tokens: UnsafeMutableBufferPointer<JSONToken>) throws(JSONError) -> Int {
        var index = lexer.afterBlanks(0)
        guard index < bytes.count else { throw lexer.error(.empty, "the text is empty", at: index) }
        var count = 0
        var depth = 0
        /// The innermost container that is open. While one is, the `next` of its token is the container around it.
        var container = 0
        var isObject = false
        @inline(__always)
        func append(_ kind: JSONToken.Kind, from start: Int, to end: Int, hasEscapes: Bool = false) {
            tokens.initializeElement(
                at: count,
                to: JSONToken(kind: kind, offset: start, end: end, next: count + 1, hasEscapes: hasEscapes))
            count += 1
            index = end
        }
        @inline(__always)
        func close() {
            index += 1
            depth -= 1
            let outer = Int(tokens[container].next)
            tokens[container].end = UInt32(truncatingIfNeeded: index)
            tokens[container].next = UInt32(truncatingIfNeeded: count)
            container = outer
            isObject = depth > 0 && tokens[container].kind == .object
        }
        members: repeat {
            if isObject {
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                    throw lexer.unexpected("a key in quotation marks", at: index)
                }
                let end = try lexer.afterString(index)
                append(.string, from: index, to: end.index, hasEscapes: end.hasEscapes)
                index = lexer.afterBlanks(index)
                guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
                    throw lexer.unexpected("':' after a key", at: index)
                }
                index = lexer.afterBlanks(index + 1)
            }
            guard index < bytes.count else { throw lexer.endError() }
            let start = index
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let end = try lexer.afterString(start)
                append(.string, from: start, to: end.index, hasEscapes: end.hasEscapes)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                append(.number, from: start, to: try lexer.afterNumber(start))
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < JSONTape.depthLimit else { throw lexer.depthError(at: start) }
                isObject = bytes[start] == UInt8(ascii: "{")
                depth += 1
                append(isObject ? .object : .array, from: start, to: start + 1)
                tokens[count - 1].next = UInt32(truncatingIfNeeded: container)
                container = count - 1
                index = lexer.afterBlanks(index)
                guard index < bytes.count else { throw lexer.endError() }
                // The closing mark follows the opening one by two in ASCII.
                guard bytes[index] == bytes[start] + 2 else { continue members }
                close()
            case UInt8(ascii: "t"): append(.true, from: start, to: try lexer.afterLiteral("true", start))
            case UInt8(ascii: "f"): append(.false, from: start, to: try lexer.afterLiteral("false", start))
            case UInt8(ascii: "n"): append(.null, from: start, to: try lexer.afterLiteral("null", start))
            default: throw lexer.unexpected("a value", at: start)
            }
            while depth > 0 {
                index = lexer.afterBlanks(index)
                guard index < bytes.count else { throw lexer.endError() }
                if bytes[index] == UInt8(ascii: ",") {
                    index = lexer.afterBlanks(index + 1)
                    continue members
                }
                guard bytes[index] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw lexer.separatorError(isObject: isObject, at: index)
                }
                close()
            }
        } while depth > 0
        index = lexer.afterBlanks(index)
        guard index == bytes.count else {
            throw lexer.error(.trailingBytes, "something follows the JSON text", at: index)
        }
        return count
    }
}
