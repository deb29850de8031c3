/// Remembers which distinct requests were already handed to the store, so that a repeated request costs it nothing.
///
/// It only saves work: the store decides what is new, so that a restart, a second sidecar on the same file or a forgotten
/// scope neither lose nor double evidence. So whole scopes are forgotten, least recently used first, where it is full.
struct ObservationFilter: Sendable {
    private struct Seen {
        var requests: [UInt64: ObservationKinds] = [:]
        var users: Set<UInt64> = []
        var lastUse: UInt64 = 0
        var count: Int { requests.count + users.count }
    }

    private var scopes = LastUsed<EvidenceScope, Seen>()
    private var uses: UInt64 = 0
    private var count = 0
    private let perScope: Int

    init(observationsPerScope: Int) { perScope = observationsPerScope }

    /// The kinds that a request was not yet seen for; it counts as seen from now on. `nil` where the scope is full.
    mutating func newKinds(
        _ kinds: ObservationKinds,
        of fingerprint: UInt64,
        in scope: EvidenceScope
    ) -> ObservationKinds? {
        let limit = perScope
        return use(scope) { seen in
            if let known = seen.requests[fingerprint] {
                seen.requests[fingerprint] = known.union(kinds)
                return kinds.subtracting(known)
            }
            guard seen.requests.count < limit else { return nil }
            seen.requests[fingerprint] = kinds
            return kinds
        }
    }

    /// Whether a user was not yet seen; from now on it is.
    mutating func isNew(user: UInt64, in scope: EvidenceScope) -> Bool {
        let limit = perScope
        return use(scope) { seen in
            guard seen.users.count < limit else { return false }
            return seen.users.insert(user).inserted
        }
    }

    /// Forgets everything, where what was handed over is known to be lost.
    mutating func forgetAll() {
        scopes.removeAll()
        count = 0
    }

    private mutating func use<Result>(_ scope: EvidenceScope, _ body: (inout Seen) -> Result) -> Result {
        uses += 1
        let use = uses
        let (result, added) = scopes.update(scope, default: Seen()) { seen in
            let before = seen.count
            seen.lastUse = use
            return (body(&seen), seen.count - before)
        }
        count += added
        // Room for four full scopes: the stages of a rollout follow one another.
        while count > 8 * perScope || scopes.entries.count > 1_024,
            let oldest = scopes.entries.min(by: { $0.value.lastUse < $1.value.lastUse }), oldest.key != scope
        {
            count -= oldest.value.count
            scopes.remove(oldest.key)
        }
        return result
    }
}
