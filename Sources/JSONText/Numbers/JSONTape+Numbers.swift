extension JSONTape {
    /// Whether two numbers have exactly the same decimal value, whatever their length: `1`, `1.0` and `10e-1` are the same,
    /// 9007199254740992 and 9007199254740993 are not.
    public func isSameNumber(_ number: Int, _ other: JSONTape, _ otherNumber: Int) -> Bool {
        if isWrittenLike(number, other, otherNumber) { return true }
        return bytes.withUnsafeBufferPointer { left in
            other.bytes.withUnsafeBufferPointer { right in
                NumberShape.areEqual(NumberShape(left, range(number)), NumberShape(right, other.range(otherNumber)))
            }
        }
    }

    /// A hash of a number's value. Exponents beyond a machine word are left out of it.
    func hash(ofNumber number: Int) -> UInt64 {
        bytes.withUnsafeBufferPointer { buffer in
            let shape = NumberShape(buffer, range(number))
            guard !shape.isZero else { return Mixer.finish(4) }
            var mixer = Mixer(seed: shape.isNegative ? 7 : 6)
            shape.forEachDigit { mixer.add($0) }
            return mixer.value ^ Mixer.finish(UInt64(bitPattern: Int64(hashedExponent(shape))))
        }
    }

    /// Exponents near the border may be written either way, so from there on all of them count alike.
    private func hashedExponent(_ shape: NumberShape) -> Int {
        guard let exponent = shape.exponent, exponent.magnitude < 100_000_000_000_000_000 else { return 0 }
        return exponent
    }

    /// The exact value of a number; `nil` where ``ExactDecimal`` has no room for it.
    public func decimal(_ number: Int) -> ExactDecimal? {
        bytes.withUnsafeBufferPointer { ExactDecimal(NumberShape($0, range(number))) }
    }
}
