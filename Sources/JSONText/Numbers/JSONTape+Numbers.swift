extension JSONTape {
    /// Whether two numbers have exactly the same decimal value, whatever their length: `1`, `1.0` and `10e-1` are the same,
    /// 9007199254740992 and 9007199254740993 are not.
    public func isSameNumber(_ number: Int, _ other: JSONTape, _ otherNumber: Int) -> Bool {
        if isWrittenLike(number, other, otherNumber) { return true }
        let (range, otherRange) = (range(number), other.range(otherNumber))
        return bytes.withUnsafeBufferPointer { left in
            other.bytes.withUnsafeBufferPointer { right in
                if NumberShape.haveSamePlaces(left, range, right, otherRange) { return false }
                return NumberShape.areEqual(NumberShape(left, range), NumberShape(right, otherRange))
            }
        }
    }

    /// A hash of a number's value. Exponents beyond a machine word are left out of it.
    func hash(ofNumber number: Int) -> UInt64 {
        bytes.withUnsafeBufferPointer { buffer in
            let shape = NumberShape(buffer, range(number))
            guard !shape.isZero else { return Mixer.finish(4) }
            let sign: UInt64 = shape.isNegative ? 7 : 6
            let digits = shape.shortDigits ?? longDigits(shape)
            return Mixer.finish(digits &+ Mixer.finish(sign ^ UInt64(bitPattern: Int64(hashedExponent(shape))) &<< 3))
        }
    }

    /// A hash of digits that are too many for a machine word.
    private func longDigits(_ shape: NumberShape) -> UInt64 {
        var mixer = Mixer(seed: 6)
        shape.forEachDigit { mixer.add($0) }
        return mixer.value
    }

    /// Exponents near the border may be written either way, so from there on all of them count alike.
    private func hashedExponent(_ shape: NumberShape) -> Int {
        guard let exponent = shape.exponent, exponent.magnitude < 100_000_000_000_000_000 else { return 0 }
        return exponent
    }

    /// How two numbers sort, in some order in which only equal values have the same place: negative, zero or positive.
    func order(ofNumber number: Int, _ other: JSONTape, _ otherNumber: Int) -> Int {
        bytes.withUnsafeBufferPointer { left in
            other.bytes.withUnsafeBufferPointer { right in
                NumberShape.order(NumberShape(left, range(number)), NumberShape(right, other.range(otherNumber)))
            }
        }
    }

    /// The exact value of a number; `nil` where ``ExactDecimal`` has no room for it.
    public func decimal(_ number: Int) -> ExactDecimal? {
        bytes.withUnsafeBufferPointer { ExactDecimal(NumberShape($0, range(number))) }
    }
}
