import Foundation

/// What libFuzzer calls, for any set of targets: it takes the target's name from `--target=NAME`, since libFuzzer ignores
/// what begins with two hyphens.
public struct FuzzDriver {
    /// Checks what has to hold for every input; throws what was promised and does not hold.
    public typealias Check = (UnsafeRawBufferPointer) throws -> Void

    /// How long the processor may take over one input. libFuzzer's own timeout is on the clock on the wall, which says
    /// nothing on a busy machine; it is there for what never ends.
    private static let nanosecondsAllowed: UInt64 = 1_000_000_000

    private let check: Check

    /// Ends the process where the command line names none of the targets.
    public init(targets: [String], check: (String) -> Check?) {
        let option = "--target="
        let given = CommandLine.arguments.first { $0.hasPrefix(option) }.map { String($0.dropFirst(option.count)) }
        guard let found = given.flatMap(check) else {
            Self.say("\(option) takes one of: \(targets.joined(separator: " "))")
            exit(64)
        }
        self.check = found
    }

    /// Checks one input. A property that does not hold, or an input that takes too long, ends the process, which is what
    /// libFuzzer takes for a finding.
    public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        let begin = Self.processorNanoseconds()
        do {
            try check(UnsafeRawBufferPointer(start: start, count: count))
        } catch {
            Self.say("broken: \(error)")
            abort()
        }
        let taken = Self.processorNanoseconds() - begin
        if taken > Self.nanosecondsAllowed {
            Self.say("broken: an input takes at most a second, not \(taken) ns")
            abort()
        }
        return 0
    }

    /// Time that the processor spent on this thread.
    private static func processorNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
