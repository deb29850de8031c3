import Foundation

/// A folder under `/tmp`, short enough to hold sockets.
enum Folder {
    static func make(_ prefix: String) throws -> String {
        var template = Array("/tmp/\(prefix)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("no temporary folder") }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// The checkout that the tests were built from.
    static let project = String(#filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" })
}
