import Foundation

/// Tells whether a path still leads to the same file.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let file: UInt64

    /// `nil` where there is no file.
    init?(ofFileAt path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let device = attributes[.systemNumber] as? NSNumber,
            let file = attributes[.systemFileNumber] as? NSNumber
        else { return nil }
        self.device = device.uint64Value
        self.file = file.uint64Value
    }
}
