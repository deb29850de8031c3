import Crypto
import Foundation
import Synchronization

/// Who may do what at the admin API, also after a reload.
///
/// Tokens are compared by their SHA-256 digests, every one of them each time, and digests in constant time: how long an answer
/// takes says nothing about a secret.
public final class AdminAccess: Sendable {
    private struct Known: Sendable {
        let token: AdminToken
        let digest: SHA256Digest
    }

    private let known = Mutex<[Known]>([])

    public init(tokens: [AdminToken]) { use(tokens) }

    /// These are known from now on, and no others.
    public func use(_ tokens: [AdminToken]) {
        let changed = tokens.map { Known(token: $0, digest: SHA256.hash(data: Data($0.secret.utf8))) }
        known.withLock { $0 = changed }
    }

    /// Whether any token is configured. Without one reading is open to whoever reaches the listener, and nobody moves anything.
    var hasTokens: Bool { known.withLock { !$0.isEmpty } }

    /// The token that an `Authorization` field bears (RFC 6750 §2.1); `nil` for none, or one that is not known.
    func token(bearing authorization: String?) -> AdminToken? {
        let words = (authorization ?? "").split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        let digest = SHA256.hash(data: Data(words[1].drop { $0 == " " }.utf8))
        var found: AdminToken?
        for candidate in known.withLock({ $0 }) where candidate.digest == digest { found = candidate.token }
        return found
    }

    /// Whether a role includes another.
    static func may(_ role: AdminToken.Role, _ wanted: AdminToken.Role) -> Bool {
        let order = AdminToken.Role.allCases
        guard let has = order.firstIndex(of: role), let needs = order.firstIndex(of: wanted) else { return false }
        return has >= needs
    }
}
