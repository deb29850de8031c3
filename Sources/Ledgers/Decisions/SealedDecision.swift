import Crypto
import Foundation
public import Traffic

/// A decision as the audit trail keeps it: its text, and a hash over that and the entry before.
public struct SealedDecision: Sendable, Equatable, Codable {
    /// Its place in the trail, from 1.
    public var number: Int
    /// The decision as JSON, letter by letter what was hashed.
    public var entry: String
    /// SHA-256 of the hash before and of the entry, in hexadecimal digits.
    public var hash: String

    public init(number: Int, entry: String, hash: String) {
        self.number = number
        self.entry = entry
        self.hash = hash
    }

    /// Seals a decision.
    init(_ decision: DecisionRecord, at place: Place) throws {
        var numbered = decision
        numbered.number = place.number
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        number = numbered.number
        entry = String(decoding: try encoder.encode(numbered), as: UTF8.self)
        hash = Self.hash(of: entry, after: place.previous)
    }

    /// Where an entry stands.
    struct Place: Sendable, Equatable {
        var number: Int
        /// The hash that it is sealed behind.
        var previous: String
    }

    /// What the first entry stands behind.
    static let origin = String(repeating: "0", count: 64)

    static func hash(of entry: String, after previous: String) -> String {
        let digest = SHA256.hash(data: Data("\(previous)\n\(entry)".utf8))
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// What the entry says.
    ///
    /// - Throws: Where the text is no decision.
    public func decision() throws -> DecisionRecord {
        try JSONDecoder().decode(DecisionRecord.self, from: Data(entry.utf8))
    }
}
