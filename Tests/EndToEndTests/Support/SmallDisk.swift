import Foundation

/// A file system of a few hundred pages, to be filled.
struct SmallDisk {
    /// Mounting takes root, and a container may forbid even root.
    static let isPermitted: Bool = {
        guard geteuid() == 0, let folder = try? Folder.make("pxdisk") else { return false }
        defer { rmdir(folder) }
        guard let disk = try? SmallDisk(at: folder, kibibytes: 64) else { return false }
        return (try? disk.unmount()) != nil
    }()

    let path: String

    /// - Parameter path: An empty folder.
    init(at path: String, kibibytes: Int) throws {
        self.path = path
        try CommandResult.succeeding(["mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", path])
    }

    /// Leaves not one page.
    func fill() throws {
        let result = try CommandResult.of(["dd", "if=/dev/zero", "of=\(path)/filler", "bs=4096"])
        guard result.errors.contains("No space left") else { throw Failure("the disk is not full: \(result.errors)") }
    }

    func makeRoom() throws { try FileManager.default.removeItem(atPath: "\(path)/filler") }

    func unmount() throws { try CommandResult.succeeding(["umount", "-l", path]) }
}
