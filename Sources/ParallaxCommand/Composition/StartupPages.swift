import Foundation

/// The pages of the program's file that its start has used and that hardly anything uses again: what reads the configuration,
/// opens the ledger, and sets up the runtime.
enum StartupPages {
    /// Takes the program's code and constants out of the resident memory. What is needed comes back by itself, out of the page
    /// cache as long as the kernel has room for it there. Does nothing where there is no `/proc`.
    static func release() {
        #if os(Linux)
            guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8),
                let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            else { return }
            for range in unwritten(of: program, in: maps) {
                // A kernel that does not do it leaves everything as it is.
                _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
            }
        #endif
    }

    /// The addresses of a program's code, and of what its file has before it: nothing of that was ever written, where what comes
    /// behind it may be data that was written at the start and is protected since.
    ///
    /// - Parameter maps: As proc_pid_maps(5) says: `start-end permissions offset device inode path`.
    static func unwritten(of program: String, in maps: String) -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        for line in maps.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard words.count == 6, words[5].trimmingCharacters(in: .whitespaces) == program else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1], !words[1].contains("w") else { return ranges }
            ranges.append(ends[0]..<ends[1])
            if words[1].contains("x") { return ranges }
        }
        return ranges
    }
}
