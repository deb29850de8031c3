import Foundation

/// A file system of a few pages, to be filled.
struct SmallDisk {
    /// Mounting takes root, and a container may forbid even root.
    static let isPermitted: Bool = {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        guard let disk = try? SmallDisk(at: folder.file("probe"), kibibytes: 64) else { return false }
        disk.unmount()
        return true
    }()

    struct Refused: Error {}

    let path: String
    private var filler: String { path + "/filler" }

    init(at path: String, kibibytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", path) else { throw Refused() }
    }

    /// Leaves not one page.
    func fill() throws {
        _ = SmallDisk.run("sh", "-c", "cat /dev/zero > '\(filler)' 2>/dev/null")
        guard FileManager.default.fileExists(atPath: filler) else { throw Refused() }
    }

    func makeRoom() throws {
        try FileManager.default.removeItem(atPath: filler)
        guard SmallDisk.run("mount", "-o", "remount,size=16m", path) else { throw Refused() }
    }

    func unmount() { _ = SmallDisk.run("umount", "-l", path) }

    private static func run(_ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
