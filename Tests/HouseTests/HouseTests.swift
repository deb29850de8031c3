import Foundation
import Testing

/// The rules of the house that a compiler does not check.
@Suite("The house")
struct HouseTests {
    /// What each target may import besides the standard library; kept in step with CONTRIBUTING.md.
    static let allowedImports: [String: Set<String>] = [
        "Traffic": ["NIOCore"],
        "JSONText": [],
        "Comparisons": ["Traffic", "JSONText", "NIOCore", "CZlib", "CBrotliDecoder", "CLibXML2"],
        "Rollouts": ["Traffic"],
        "Reports": ["Traffic"],
        "DataPlane": ["Traffic", "JSONText", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS"],
        "PostgreSQL": ["CLibPQ"],
        "Ledgers": ["Traffic", "GRDB", "Histogram", "Crypto"],
        "ControlPlane": [
            "Traffic", "Comparisons", "Rollouts", "Reports", "DataPlane", "Ledgers", "PostgreSQL", "Yams",
            "Hummingbird",
            "AsyncHTTPClient", "Crypto", "Logging", "ServiceLifecycle", "NIOCore", "NIOPosix", "NIOHTTP1",
        ],
        "TradeSphere": ["PostgreSQL"],
    ]

    /// Modules of the toolchain and the C library, which every target may use.
    static let toolchain: Set<String> = [
        "Foundation", "FoundationEssentials", "Synchronization", "Dispatch", "Glibc", "Musl", "Darwin",
    ]

    @Test("a target imports only what its charter allows", arguments: allowedImports.keys.sorted())
    func importTable(target: String) throws {
        let allowed = try #require(Self.allowedImports[target]).union(Self.toolchain)
        let files = try House.swiftFiles(under: "Sources/\(target)")
        #expect(!files.isEmpty)
        for file in files {
            for line in file.lines {
                guard let module = House.importedModule(line) else { continue }
                #expect(allowed.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test("a source file has at most 400 lines")
    func fileLengths() throws {
        for file in try House.swiftFiles(under: "Sources") + House.swiftFiles(under: "Tests") {
            #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test(
        "sources hold no leftovers and nothing that stops the program",
        arguments: ["try!", "fatalError(", "preconditionFailure(", " as! ", "TODO", "FIXME"]
    )
    func leftovers(word: String) throws {
        for file in try House.swiftFiles(under: "Sources") {
            for (number, line) in file.lines.enumerated() {
                #expect(!line.contains(word), "\(file.path):\(number + 1) holds '\(word)'")
            }
        }
    }

    @Test("only the two command lines print")
    func printing() throws {
        for file in try House.swiftFiles(under: "Sources")
        where !file.path.contains("/ParallaxCommand/") && !file.path.contains("/TradeSphereServer/") {
            for (number, line) in file.lines.enumerated() {
                let code = line.trimmingCharacters(in: .whitespaces)
                #expect(!code.hasPrefix("print(") && !code.contains(" print("), "\(file.path):\(number + 1) prints")
            }
        }
    }

    @Test("an unchecked promise to the compiler is explained on the line above it")
    func uncheckedPromises() throws {
        for file in try House.swiftFiles(under: "Sources") {
            for (number, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let above = number > 0 ? file.lines[number - 1].trimmingCharacters(in: .whitespaces) : ""
                #expect(above.hasPrefix("//"), "\(file.path):\(number + 1) needs a comment that proves it")
            }
        }
    }

    @Test("no two folders differ by case alone, and no module shares its name with a type")
    func names() throws {
        let modules = try FileManager.default.contentsOfDirectory(atPath: House.root.appending(path: "Sources").path())
        #expect(Set(modules.map { $0.lowercased() }).count == modules.count)
        for file in try House.swiftFiles(under: "Sources") {
            for module in modules {
                for keyword in ["struct", "class", "enum", "actor", "protocol"] {
                    let isDeclared = file.lines.contains { $0.hasSuffix("\(keyword) \(module) {") }
                    #expect(!isDeclared, "\(file.path) declares a type named like the module \(module)")
                }
            }
        }
    }
}

/// The checkout that the tests were built from.
enum House {
    struct File {
        let path: String
        let lines: [String]
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func swiftFiles(under folder: String) throws -> [File] {
        let base = root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: base.path())
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
            var lines = text.components(separatedBy: "\n")
            if lines.last == "" { lines.removeLast() }
            return File(path: folder + "/" + name, lines: lines)
        }
    }

    /// The module that a line imports, or `nil` where it is no import.
    static func importedModule(_ line: String) -> String? {
        var words = line.split(separator: " ").map(String.init)
        let modifiers: Set = ["public", "package", "internal", "private", "@preconcurrency", "@testable"]
        while let first = words.first, modifiers.contains(first) { words.removeFirst() }
        guard words.first == "import", words.count >= 2 else { return nil }
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
        return name.split(separator: ".").first.map(String.init)
    }
}
