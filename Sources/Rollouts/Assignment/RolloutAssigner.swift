public import Traffic

/// Decides which side serves a request, and what becomes of the copy, from the rollouts' policies.
///
/// A value: a changed policy makes a new assigner. Every decision follows from the arguments alone, so that all replicas
/// agree.
public struct RolloutAssigner: Assigner {
    /// A policy with everything computed that does not depend on the request.
    private struct Rollout: Sendable {
        let policy: RolloutPolicy
        let bucket: Bucket
        let bound: Int
        let mirrorBucket: Bucket
    }

    private let rollouts: [Rollout]
    private let rolloutOfRoute: [String: Int]
    private let isKillSwitchOn: Bool
    public var sparesCandidate: Bool { isKillSwitchOn }
    private let mirrorBound: Int
    private let controlBound: Int
    private let controlBucket = Bucket(feature: "", salt: MirrorPolicy.controlSalt)
    /// For routes that no rollout covers.
    private let plainMirrorBucket = Bucket(feature: "", salt: MirrorPolicy.salt)

    /// - Parameters:
    ///   - policies: Where two policies name one route, the first one holds.
    ///   - mirror: The share of users whose requests are copied.
    ///   - isKillSwitchOn: Whether nothing at all may go to the candidate.
    public init(policies: [RolloutPolicy], mirror: MirrorPolicy = MirrorPolicy(), isKillSwitchOn: Bool = false) {
        rollouts = policies.map { policy in
            Rollout(
                policy: policy,
                bucket: Bucket(feature: policy.feature, salt: policy.salt),
                bound: Bucket.bound(ofPercentage: policy.percentage),
                mirrorBucket: Bucket(feature: policy.feature, salt: MirrorPolicy.salt)
            )
        }
        var rolloutOfRoute: [String: Int] = [:]
        for (index, policy) in policies.enumerated() {
            for route in policy.routes where rolloutOfRoute[route] == nil { rolloutOfRoute[route] = index }
        }
        self.rolloutOfRoute = rolloutOfRoute
        self.isKillSwitchOn = isKillSwitchOn
        mirrorBound = Bucket.bound(ofPercentage: mirror.percentage)
        controlBound = Bucket.bound(ofPercentage: mirror.controlPercentage)
    }

    public func assignment(
        route: Route,
        operation: Operation,
        userKeys: [String],
        requestID: String
    ) -> Assignment {
        let rollout = rolloutOfRoute[route.name].map { rollouts[$0] }
        let isDrawn = rollout.map { !$0.policy.isSticky } ?? false
        let bucket = (isDrawn ? requestID : userKeys.first).flatMap { rollout?.bucket.of($0) }
        let (served, reason) = decide(rollout, operation: operation, userKeys: userKeys, bucket: bucket)
        let sampleBucket = rollout?.mirrorBucket ?? plainMirrorBucket
        let copy = copy(
            of: route, operation: operation, served: served, sampleBucket: sampleBucket,
            sampleKey: userKeys.first ?? requestID)
        return Assignment(
            served: served,
            reason: reason,
            copy: copy,
            hasControl: hasControl(operation: operation, served: served, copy: copy, requestID: requestID),
            feature: rollout?.policy.feature,
            bucket: bucket,
            percentage: percentageInForce(rollout)
        )
    }

    /// Kill switch → enabled → not rolled back → operation switched on → whitelist → sticky bucket.
    private func decide(
        _ rollout: Rollout?,
        operation: Operation,
        userKeys: [String],
        bucket: Int?
    ) -> (Side, Assignment.Reason) {
        if isKillSwitchOn { return (.legacy, .killSwitch) }
        guard let rollout else { return (.legacy, .noRollout) }
        let policy = rollout.policy
        guard policy.isEnabled else { return (.legacy, .disabled) }
        guard !policy.isRolledBack else { return (.legacy, .rolledBack) }
        guard operation == .read ? policy.operations.read : policy.operations.write else {
            return (.legacy, .operation)
        }
        if !policy.userWhitelist.isEmpty, userKeys.contains(where: policy.userWhitelist.contains) {
            return (.candidate, .whitelist)
        }
        guard let bucket else { return (.legacy, .noUserKey) }
        return (bucket < rollout.bound ? .candidate : .legacy, policy.isSticky ? .bucket : .random)
    }

    private func percentageInForce(_ rollout: Rollout?) -> Double {
        guard let policy = rollout?.policy, !isKillSwitchOn, policy.isEnabled, !policy.isRolledBack else { return 0 }
        return policy.percentage
    }

    /// Legacy's noise is learned from reads that it serves anyway: a write must not happen twice, and of a user whom the
    /// candidate serves legacy has given no answer to compare with.
    private func hasControl(
        operation: Operation,
        served: Side,
        copy: Assignment.Copy,
        requestID: String
    ) -> Bool {
        guard controlBound > 0, operation == .read, served == .legacy, copy == .sent else { return false }
        return controlBound == Bucket.count || controlBucket.of(requestID) < controlBound
    }

    /// A copy of a write may do harm: the candidate's only as the route says, legacy's never under a policy by which the
    /// candidate works on the record.
    private func copy(
        of route: Route,
        operation: Operation,
        served: Side,
        sampleBucket: Bucket,
        sampleKey: String
    ) -> Assignment.Copy {
        guard !isKillSwitchOn, route.isMirrored else { return .notMirrored }
        guard mirrorBound == Bucket.count || (mirrorBound > 0 && sampleBucket.of(sampleKey) < mirrorBound) else {
            return .notMirrored
        }
        guard operation == .write else { return .sent }
        switch route.writes {
        case .never: return .writeNotMirrored
        case .dryRun: return served == .legacy ? .sentAsDryRun : .notMirrored
        case .isolated: return .sent
        }
    }
}
