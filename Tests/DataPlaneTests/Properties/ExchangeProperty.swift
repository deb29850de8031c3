import DataPlaneSimulation

/// What the data plane owes to every order of events on its sides: no exchange is left behind, no request is answered
/// twice, and no byte of one exchange is in another. The input's octets are the decisions of a simulation.
struct ExchangeProperty: FuzzProperty {
    mutating func check(_ input: UnsafeRawBufferPointer) throws(PropertyViolation) {
        let violations = Simulation(bytes: input).run().violations
        try PropertyViolation.unless(violations.isEmpty, violations.joined(separator: "; "))
    }
}
