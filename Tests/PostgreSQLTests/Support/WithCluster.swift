import PostgreSQLTestSupport
import PostgreSQL
import Testing

/// Lends a cluster of its own to a test that stops the server, and a pool on it.
func withPrivateCluster(_ body: (PrivateCluster) async throws -> Void) async throws {
    let cluster = try PrivateCluster()
    defer { cluster.remove() }
    try await body(cluster)
}

/// Lends a pool on the shared cluster to a test, and closes it whatever happens.
func withPool(
    connections: Int = 4, connectTimeout: Duration = .seconds(10), statementTimeout: Duration? = nil,
    overTCP: Bool = false, _ body: (PostgresPool) async throws -> Void
) async throws {
    let cluster = try PrivateCluster.shared.get()
    let pool = try PostgresPool(
        PostgresConfiguration(
            url: overTCP ? cluster.tcpURL : cluster.url, maximumConnections: connections,
            connectTimeout: connectTimeout,
            statementTimeout: statementTimeout, applicationName: "tests"))
    do {
        try await body(pool)
    } catch {
        await pool.close()
        throw error
    }
    await pool.close()
}

/// Expects the pool to answer a statement.
func expectServing(_ pool: PostgresPool) async throws {
    let row = try await pool.query("SELECT 1 AS one").rows[0]
    #expect(row["one"] == "1")
}
