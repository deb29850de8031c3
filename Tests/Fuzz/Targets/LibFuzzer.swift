import LibFuzzerSupport

@testable import DataPlaneProperties

/// libFuzzer calls from one thread, and initialises before its first input.
nonisolated(unsafe) private var driver: FuzzDriver?

/// Called once by libFuzzer, before anything else.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    driver = FuzzDriver(targets: FuzzTarget.allCases.map(\.rawValue)) { name in
        guard var property = FuzzTarget(rawValue: name)?.makeProperty() else { return nil }
        return { try property.check($0) }
    }
    return 0
}

/// Called by libFuzzer with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    driver?.testOneInput(start, count) ?? -1
}
