import NIOCore
import Traffic

/// A leg on its way to a connection: one is being made for it, or it waits.
final class PendingLeg {
    /// `nil` once it has been told what came of it.
    private(set) var leg: (any UpstreamLeg)?
    let patience: LegPatience
    /// Whether an idle connection may not be taken, after one turned out to be dead.
    let isFresh: Bool
    /// Whether it waits where there are too many connections; else it is shed.
    let waits: Bool
    /// When it is given up, if it still waits then.
    let waitsUntil: NIODeadline
    /// Addresses that could not be connected to.
    var tried: [AddressBook.ID] = []

    init(_ leg: any UpstreamLeg, isFresh: Bool, waits: Bool, patience: LegPatience, waitsUntil: NIODeadline) {
        self.leg = leg
        self.isFresh = isFresh
        self.waits = waits
        self.patience = patience
        self.waitsUntil = waitsUntil
    }

    func fail(_ failure: LegFailure) {
        let failed = leg
        leg = nil
        failed?.legFailed(failure)
    }

    func carry(by connection: UpstreamConnection) {
        guard let carried = leg else { return connection.abort() }
        leg = nil
        connection.carry(carried, patience: patience)
    }
}
