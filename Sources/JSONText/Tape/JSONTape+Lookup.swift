extension JSONTape {
    /// The value of an object's member; of the last one, where a key occurs more than once, as JavaScript reads it.
    public func member(_ key: String, of object: Int) -> Int? {
        guard kind(object) == .object else { return nil }
        let wanted = Array(key.utf8)
        var found: Int?
        let end = next(object)
        var token = object + 1
        while token < end {
            if isString(token, wanted) { found = token + 1 }
            token = next(token + 1)
        }
        return found
    }

    /// The token of an array's element; an index has no sign and no leading zero (RFC 6901 §4).
    public func element(_ segment: String, of array: Int) -> Int? {
        guard kind(array) == .array, let wanted = Int(segment), String(wanted) == segment, wanted >= 0 else {
            return nil
        }
        let end = next(array)
        var token = array + 1
        var index = 0
        while token < end, index < wanted {
            token = next(token)
            index += 1
        }
        return token < end ? token : nil
    }

    /// The value that a JSON Pointer leads to.
    ///
    /// - Parameter segments: The pointer's reference tokens, unescaped (RFC 6901).
    public func value(at segments: some Sequence<String>, from token: Int = JSONTape.root) -> Int? {
        var token = token
        for segment in segments {
            guard let child = member(segment, of: token) ?? element(segment, of: token) else { return nil }
            token = child
        }
        return token
    }

    /// The string, number or boolean that a JSON Pointer leads to: a string's content, or the text of the others.
    ///
    /// - Returns: `nil` where the pointer leads nowhere, to `null`, or to an object or array.
    public func scalar(at segments: [String]) -> String? {
        guard let token = value(at: segments) else { return nil }
        switch kind(token) {
        case .string: return string(token)
        case .number, .true, .false: return text(token)
        case .null, .object, .array: return nil
        }
    }

    /// The same for a text in memory; `nil` also where the bytes are no JSON text.
    public static func scalar(at segments: [String], in bytes: UnsafeRawBufferPointer) -> String? {
        guard let tape = try? JSONTape(parsing: bytes) else { return nil }
        return tape.scalar(at: segments)
    }
}
