import Foundation

/// What the tests need to know of the seeded rows.
struct SeedRows {
    struct Customer: Sendable {
        let name: String
        let userID: String
        let customerID: String

        /// The path and query under which this customer's context is found.
        func target(query: String = "") -> String {
            "\(HTTPRequest.context)/\(name.percentEncoded)?user_id=\(userID)\(query)"
        }
    }

    struct Session: Sendable {
        let sessionID: String
        let userID: String
        let name: String
        let customerID: String

        func update(email: String = "new.address@example.com", name: String? = nil) throws -> HTTPRequest {
            let fields = [
                "sessionId": sessionID, "userId": userID, "customerName": name ?? self.name, "customerEmail": email,
                "customerPhone": "(555) 019-9999", "customerAddress": "1 New Street",
            ]
            let body = try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
            return .post(HTTPRequest.update, String(decoding: body, as: UTF8.self))
        }
    }

    /// Customers with two rows of full texts, for legacy by name and for the repository by link alike.
    let customers: [Customer]
    /// Everybody whose name is in a conversation, with one of the users who hold it.
    let people: [Customer]
    /// Sessions of one row, linked to a living customer, whose user holds no other session of that customer's name.
    let sessions: [Session]
    /// Every e-mail address in the database.
    let addresses: [String]

    static func read(from database: String, on cluster: Cluster) throws -> SeedRows {
        let customers = try cluster.run(
            """
            WITH named AS (
                SELECT customer_name, user_id, user_input, ai_response,
                    row_number() OVER (PARTITION BY customer_name, user_id ORDER BY interaction_number DESC) AS position
                FROM "VC Usage" WHERE customer_name NOT IN ('Tilda Tie', 'Theo Tie', 'Tara Tie')
            ), regular AS (
                SELECT customer_name, user_id FROM named WHERE position <= 2 GROUP BY 1, 2
                HAVING count(*) = 2 AND bool_and(
                    translate(user_input, E' \\n\\t\\u00a0', '') <> '' AND translate(ai_response, E' \\n\\t\\u00a0', '') <> '')
            )
            SELECT r.customer_name, r.user_id, c.id
            FROM regular r JOIN customers c ON c.customer_name = r.customer_name AND c.created_by_user_id = r.user_id
            WHERE (SELECT count(*) FROM "VC Usage" v WHERE v.customer_id = c.id) >= 2
            ORDER BY c.created_at, c.id
            """, in: database)
        let sessions = try cluster.run(
            """
            SELECT min(v.session_id), min(v.user_id::text), min(v.customer_name), min(v.customer_id::text)
            FROM "VC Usage" v JOIN customers c ON c.id = v.customer_id
            WHERE c.deleted_at IS NULL AND c.status = 'active' AND v.customer_name = c.customer_name
            GROUP BY v.session_id HAVING count(*) = 1 AND
                (SELECT count(*) FROM "VC Usage" o WHERE o.session_id = v.session_id) = 1
            ORDER BY 1
            """, in: database)
        let people = try cluster.run(
            """
            SELECT customer_name COLLATE "C", min(user_id::text), ''
            FROM "VC Usage" WHERE customer_name IS NOT NULL GROUP BY 1 ORDER BY 1
            """, in: database)
        let addresses = try cluster.run(
            """
            SELECT customer_email FROM "VC Usage" WHERE customer_email LIKE '%@%'
            UNION SELECT email FROM customers WHERE email LIKE '%@%' UNION SELECT email FROM users WHERE email LIKE '%@%'
            """, in: database)
        return SeedRows(
            customers: customers.map { Customer(name: $0[0], userID: $0[1], customerID: $0[2]) },
            people: people.map { Customer(name: $0[0], userID: $0[1], customerID: $0[2]) },
            sessions: sessions.map { Session(sessionID: $0[0], userID: $0[1], name: $0[2], customerID: $0[3]) },
            addresses: addresses.map { $0[0] })
    }
}

extension String {
    /// Every byte but the unreserved ones as an escape (RFC 3986 §2.3).
    var percentEncoded: String {
        utf8.map { byte in
            let scalar = Character(Unicode.Scalar(byte))
            return scalar.isASCII && (scalar.isLetter || scalar.isNumber || "-._~".contains(scalar))
                ? String(scalar)
                : "%" + String(byte >> 4, radix: 16, uppercase: true)
                    + String(byte & 15, radix: 16, uppercase: true)
        }.joined()
    }
}
