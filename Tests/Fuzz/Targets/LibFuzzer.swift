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

/// Called by libFuzzer with every input. A property that does not hold ends the process, which is what libFuzzer takes
/// for a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(PropertyViolation) {
        try property.check(UnsafeRawBufferPointer(start: start, count: count))
    } catch {
        say("broken: \(error)")
        abort()
    }
    return 0
}

private func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
