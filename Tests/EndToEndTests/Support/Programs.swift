import Foundation

/// The products under test, as they were built.
enum Programs {
    static func parallax() throws -> String { try find("parallax") }
    static func tradesphere() throws -> String { try find("tradesphere") }

    /// The folder that holds both.
    static func folder() throws -> String {
        URL(filePath: try parallax()).deletingLastPathComponent().path(percentEncoded: false)
    }

    /// The folder of the environment's `PARALLAX_BIN`, or the one that holds the running tests.
    static func find(_ name: String) throws -> String {
        if let folder = ProcessInfo.processInfo.environment["PARALLAX_BIN"] {
            return try executable("\(folder)/\(name)")
        }
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        for path in [bundle, CommandLine.arguments.first].compactMap({ $0 }) {
            let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
            if let found = try? executable("\(folder)/\(name)") { return found }
        }
        throw Failure("no '\(name)' beside the tests; build it, or name its folder in PARALLAX_BIN")
    }

    private static func executable(_ path: String) throws -> String {
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Failure("no program at \(path)") }
        return path
    }
}
