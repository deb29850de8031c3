import ArgumentParser
import Foundation

/// A file that a command was given, or standard input.
struct InputDocument {
    /// As it was named.
    let name: String
    let bytes: [UInt8]

    /// - Parameter path: `-` reads standard input.
    /// - Throws: Exit code 66 (`EX_NOINPUT`), having said why, where it cannot be read.
    init(path: String) throws {
        name = path == "-" ? "standard input" : path
        do {
            bytes = try Self.read(path)
        } catch {
            StandardError.write("\(name): error: \(error.description)")
            throw ExitCode(66)
        }
    }

    private struct Unreadable: Error {
        let description: String
        init(_ description: String) { self.description = description }
    }

    private static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        var isFolder: ObjCBool = false
        if path != "-" {
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Unreadable("there is no such file")
            }
            guard !isFolder.boolValue else { throw Unreadable("it is a folder, not a file") }
        }
        do {
            if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            return Array(try handle.readToEnd() ?? Data())
        } catch {
            throw Unreadable("it cannot be read: \(error.localizedDescription)")
        }
    }

    /// Says what is wrong with the content, and where, as compilers do.
    ///
    /// - Returns: Exit code 65 (`EX_DATAERR`), to be thrown.
    func failure(_ reason: String, line: Int, column: Int) -> ExitCode {
        StandardError.write("\(name):\(line):\(column): error: \(reason)")
        return ExitCode(65)
    }
}
