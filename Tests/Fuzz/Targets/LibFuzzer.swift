import Foundation

@testable import DataPlaneProperties

/// The property under test. libFuzzer calls from one thread, and initialises before its first input.
nonisolated(unsafe) private var property: any FuzzProperty = FuzzTarget.requestFraming.makeProperty()

/// Called once by libFuzzer, before anything else: takes the target's name from `--target=NAME`, since libFuzzer ignores
/// what begins with two hyphens.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    let option = "--target="
    let given = CommandLine.arguments.first { $0.hasPrefix(option) }.map { String($0.dropFirst(option.count)) }
    guard let given, let target = FuzzTarget(rawValue: given) else {
        say("\(option) takes one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
        exit(64)
    }
    property = target.makeProperty()
    return 0
}

/// How long the processor may take over one input. libFuzzer's own timeout is on the clock on the wall, which says nothing
/// on a busy machine; it is there for what never ends.
private let nanosecondsAllowed: UInt64 = 1_000_000_000

/// Called by libFuzzer with every input. A property that does not hold, or an input that takes too long, ends the
/// process, which is what libFuzzer takes for a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let begin = processorNanoseconds()
    do throws(PropertyViolation) {
        try property.check(UnsafeRawBufferPointer(start: start, count: count))
        let taken = processorNanoseconds() - begin
        try PropertyViolation.unless(taken <= nanosecondsAllowed, "an input takes at most a second, not \(taken) ns")
    } catch {
        say("broken: \(error)")
        abort()
    }
    return 0
}

/// Time that the processor spent on this thread.
private func processorNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

private func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
