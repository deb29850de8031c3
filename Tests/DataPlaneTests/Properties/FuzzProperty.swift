/// What has to hold for every input whatever. A fuzzer calls it with inputs of its own making, a test with the corpus.
///
/// It is mutating so that it can keep its storage from one input to the next; no input may see anything of another.
protocol FuzzProperty {
    init()

    mutating func check(_ input: UnsafeRawBufferPointer) throws(PropertyViolation)
}
