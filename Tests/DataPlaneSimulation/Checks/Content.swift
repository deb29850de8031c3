import Foundation

/// Comparison of large contents, which is slow one element at a time without optimisation.
enum Content {
    /// Whether bytes are the beginning of others, or all of them.
    static func matches(_ bytes: [UInt8], startOf whole: [UInt8]) -> Bool {
        bytes.count <= whole.count && Data(bytes) == Data(whole[..<bytes.count])
    }
}
