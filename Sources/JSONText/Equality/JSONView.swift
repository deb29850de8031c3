/// A tape's bytes and tokens in place, for loops that are to count no references and check no bounds.
struct JSONView {
    let bytes: UnsafeRawBufferPointer
    let tokens: UnsafeBufferPointer<JSONToken>

    /// The token after a value's subtree.
    @inline(__always)
    func next(_ token: Int) -> Int { Int(tokens[token].next) }
}

extension JSONTape {
    /// Calls back with the views of two tapes, which hold for the length of the call.
    @inline(__always)
    static func withViews<Result>(
        _ left: JSONTape, _ right: JSONTape, _ body: (JSONView, JSONView) -> Result
    ) -> Result {
        left.bytes.withUnsafeBytes { leftBytes in
            right.bytes.withUnsafeBytes { rightBytes in
                left.tokens.withUnsafeBufferPointer { leftTokens in
                    right.tokens.withUnsafeBufferPointer { rightTokens in
                        body(
                            JSONView(bytes: leftBytes, tokens: leftTokens),
                            JSONView(bytes: rightBytes, tokens: rightTokens))
                    }
                }
            }
        }
    }
}
