/// A property of the data plane that does not hold for an input.
struct PropertyViolation: Error, CustomStringConvertible {
    /// What was promised, in words.
    let description: String

    init(_ description: String) { self.description = description }

    /// Throws where a promise is broken.
    @inline(__always)
    static func unless(_ holds: Bool, _ promise: @autoclosure () -> String) throws(PropertyViolation) {
        guard holds else { throw PropertyViolation(promise()) }
    }
}
