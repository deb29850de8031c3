import Foundation

/// The pages of the program's file, and of its libraries', that the start has used and that hardly anything uses again: what
/// reads the configuration, opens the ledger, and sets up the runtime.
enum StartupPages {
    /// Takes code and constants out of the resident memory. What is needed comes back by itself, out of the page cache as long as
    /// the kernel has room for it there. Does nothing where there is no `/proc`.
    static func release() {
        #if os(Linux)
            // A read gives a page of it at most, which `String(contentsOfFile:)` takes for the end.
            guard let maps = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd() else { return }
            for range in unwritten(in: String(decoding: maps, as: UTF8.self)) {
                // A kernel that does not do it leaves everything as it is.
                _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
            }
        #endif
    }

    /// The addresses of the code of each file, and of what it has before it: nothing of that was ever written, where what comes
    /// behind it may be data that was written at the start and is protected since.
    private static func unwritten(in maps: String) -> [Range<UInt>] {
        let mappings = maps.split(separator: "\n").compactMap(Mapping.init)
        return Dictionary(grouping: mappings, by: \.file).values.flatMap { mappings in
            guard let code = mappings.firstIndex(where: { $0.permissions.contains("x") }) else {
                return [] as [Range<UInt>]
            }
            let first = mappings[...code]
            return first.contains { $0.permissions.contains("w") } ? [] : first.map(\.addresses)
        }
    }

    /// A part of a file in memory: a line `start-end permissions offset device inode path` of proc_pid_maps(5).
    private struct Mapping {
        let addresses: Range<UInt>
        let permissions: Substring
        let file: Substring

        /// `nil` for what has no file.
        init?(_ line: Substring) {
            guard let path = line.firstIndex(of: "/") else { return nil }
            let words = line[..<path].split(separator: " ")
            guard words.count == 5 else { return nil }
            let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            addresses = ends[0]..<ends[1]
            permissions = words[1]
            file = line[path...]
        }
    }
}
