/// A query of the repository failed.
public struct RepositoryError: Error, CustomStringConvertible {
    /// What could not be done.
    public let description: String
    /// Why: a `PostgresError` in most cases.
    public let cause: any Error

    /// Runs `work`, and says of every failure that is not yet in the repository's words what could not be done.
    static func wrapping<Value: Sendable>(
        _ description: String,
        _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch let error as RepositoryError {
            throw error
        } catch let error as NotFoundError {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch let error as DuplicateError {
            throw error
        } catch {
            throw RepositoryError(description: description, cause: error)
        }
    }
}

/// There is no such row, or it belongs to another company, or it is deleted.
public struct NotFoundError: Error, CustomStringConvertible {
    /// What was looked for.
    public let entity: String
    /// Its key.
    public let id: String

    /// The message of the original.
    public var description: String { "\(entity) not found: \(id)" }
}

/// A customer with this e-mail address or phone number is there already.
public struct DuplicateError: Error, CustomStringConvertible {
    /// The customers that are there.
    public let duplicates: [Customer]

    /// The message of the original.
    public var description: String { "Duplicate customer found" }
}

/// The caller's data cannot be stored.
public struct ValidationError: Error, CustomStringConvertible {
    /// What is wrong with it.
    public let description: String
}
