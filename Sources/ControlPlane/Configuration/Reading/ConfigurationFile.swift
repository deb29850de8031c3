import Foundation

/// A file of the configuration: its text, and the folder that its relative paths start at.
struct ConfigurationFile {
    /// No configuration is larger; a file that is has been confused with another.
    static let maximumBytes = 5 * 1_024 * 1_024
    /// A token is a line; a file that is larger than this is none.
    private static let maximumTokenBytes = 64 * 1_024

    /// As it was named.
    let path: String
    let text: String

    /// - Throws: ``ConfigurationErrors`` where there is no such file, or it is not a text of a reasonable size.
    init(path: String) throws(ConfigurationErrors) {
        self.path = path
        switch Self.read(path, maximumBytes: Self.maximumBytes) {
        case .success(let text): self.text = text
        case .failure(let problem):
            throw ConfigurationErrors(problems: [ConfigurationProblem(path: path, message: problem.description)])
        }
    }

    /// Where relative paths start.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path, made relative to a folder unless it is absolute.
    static func resolve(_ path: String, in folder: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        return folder == "." ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// A token from its file, without the line end.
    static func token(at path: String) -> Result<String, Problem> {
        read(path, maximumBytes: maximumTokenBytes).flatMap { text in
            let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if token.isEmpty { return .failure(Problem("'\(path)' is empty")) }
            if token.contains(where: \.isNewline) { return .failure(Problem("'\(path)' has more than one line")) }
            return .success(token)
        }
    }

    /// Why a file could not be read.
    struct Problem: Error {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// Symbolic links are followed, since that is how configurations are mounted into containers.
    private static func read(_ path: String, maximumBytes: Int) -> Result<String, Problem> {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return .failure(Problem("there is no file '\(path)'"))
        }
        guard !isFolder.boolValue else { return .failure(Problem("'\(path)' is a folder, not a file")) }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            return .failure(Problem("'\(path)' cannot be read"))
        }
        defer { handle.closeFile() }
        do {
            let data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
            guard data.count <= maximumBytes else {
                return .failure(Problem("'\(path)' is larger than \(SizeText.describe(maximumBytes))"))
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                return .failure(Problem("'\(path)' is not UTF-8 text"))
            }
            return .success(text)
        } catch {
            return .failure(Problem("'\(path)' cannot be read: \(error.localizedDescription)"))
        }
    }
}

extension ConfigurationProblem {
    init(path: String, message: String) { self.init(path: path, position: nil, message: message, suggestion: nil) }
}
