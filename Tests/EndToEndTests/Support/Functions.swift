import Foundation

/// A running host of the reference functions.
struct Functions {
    enum Implementation: String, CustomStringConvertible {
        case legacy
        case repository
        /// The guide's listing with its defects.
        case asWritten

        var arguments: [String] {
            switch self {
            case .legacy: ["--implementation", "legacy"]
            case .repository: ["--implementation", "repository"]
            case .asWritten: ["--implementation", "repository", "--as-written"]
            }
        }

        var description: String { rawValue }
    }

    let program: RunningProgram
    let port: Int

    var url: String { "http://127.0.0.1:\(port)" }

    func connect() throws -> RawConnection { try RawConnection(port: port) }
}
