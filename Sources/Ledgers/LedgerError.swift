import GRDB

/// Why a ledger could not be opened, read or written.
public struct LedgerError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// There is no file at the path.
        public static let notFound = Code("notFound")
        /// The file cannot be opened or created.
        public static let cannotOpen = Code("cannotOpen")
        /// The file is a database, and no ledger.
        public static let notALedger = Code("notALedger")
        /// A newer version of the program wrote the ledger; this one does not touch it.
        public static let newerSchema = Code("newerSchema")
        public static let diskFull = Code("diskFull")
        /// Another process holds the ledger.
        public static let locked = Code("locked")
        public static let readOnly = Code("readOnly")
        public static let corrupted = Code("corrupted")
        /// Another file lies at the path than the one that was opened.
        public static let replaced = Code("replaced")
        public static let closed = Code("closed")
        /// No discrepancy, or more than one, has the identifier that was asked for.
        public static let unknownDiscrepancy = Code("unknownDiscrepancy")
        /// What does not fit any other.
        public static let failed = Code("failed")
    }

    public let code: Code
    public let description: String
    /// What went wrong underneath.
    public let cause: (any Error)?

    init(_ code: Code, _ description: String, cause: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.cause = cause
    }

    /// Puts whatever went wrong with the file at a path into words.
    init(_ error: any Error, path: String) {
        if let error = error as? LedgerError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, "the ledger \(path) failed: \(error)", cause: error)
            return
        }
        let detail = "(SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message"))"
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.diskFull, "no space is left for the ledger \(path) \(detail)", cause: error)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.locked, "another process holds the ledger \(path) \(detail)", cause: error)
        case .SQLITE_READONLY, .SQLITE_PERM:
            self.init(.readOnly, "the ledger \(path) cannot be written \(detail)", cause: error)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.corrupted, "the ledger \(path) is damaged or no SQLite file \(detail)", cause: error)
        case .SQLITE_CANTOPEN: self.init(.cannotOpen, "the ledger \(path) cannot be opened \(detail)", cause: error)
        default: self.init(.failed, "the ledger \(path) failed \(detail)", cause: error)
        }
    }
}
