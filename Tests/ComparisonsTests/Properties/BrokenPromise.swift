/// A property of reading or comparing JSON that does not hold for an input.
struct BrokenPromise: Error, CustomStringConvertible {
    /// What was promised, in words.
    let description: String

    /// Throws where a promise is broken.
    @inline(__always)
    static func unless(_ holds: Bool, _ promise: @autoclosure () -> String) throws(BrokenPromise) {
        guard holds else { throw BrokenPromise(description: promise()) }
    }
}
