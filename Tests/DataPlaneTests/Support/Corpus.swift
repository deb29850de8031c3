import Foundation
import Testing

/// The inputs that fuzzing starts from, which run as tests too.
enum Corpus {
    struct Entry: Sendable, CustomTestStringConvertible {
        var name: String
        var input: [UInt8]

        /// What came off the wire, for the targets that read bytes of the wire.
        var wire: [UInt8] { Array(input.dropFirst(FramingOptions.octets)) }

        var testDescription: String { name }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Corpus")

    /// All inputs of a target, in order of their names.
    static func entries(_ target: FuzzTarget) throws -> [Entry] {
        let folder = folder.appending(path: target.rawValue)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted().map { name in
            Entry(name: name, input: [UInt8](try Data(contentsOf: folder.appending(path: name))))
        }
    }
}
