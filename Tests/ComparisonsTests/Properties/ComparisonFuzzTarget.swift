/// What can be fuzzed of reading and comparing: `Scripts/fuzz TARGET RUNS`. Each has a corpus of its name.
enum ComparisonFuzzTarget: String, CaseIterable, Sendable {
    case scanner = "json-scanner"
    case comparison

    /// Checks what has to hold for every input whatever.
    func check(_ input: UnsafeRawBufferPointer) throws(BrokenPromise) {
        switch self {
        case .scanner: try ScannerProperty(bytes: Array(input)).check()
        case .comparison: try ComparisonProperty(input: Array(input)).check()
        }
    }
}
