/// Links between conversations and customers.
extension RepositoryStatements {
    /// Links what the company's users hold of a session and is not linked yet.
    static let linkSession = Statement(
        "sync.linkSession",
        """
        UPDATE "VC Usage" v
        SET customer_id = c.id, customer_linked_at = now(), customer_link_source = 'manual'
        FROM customers c, users u
        WHERE c.id = $1 AND c.company_id = $3 AND c.deleted_at IS NULL
            AND u.id = v.user_id AND u.company_id = c.company_id AND v.session_id = $2 AND v.customer_id IS NULL
        """
    )

    /// The company's named sessions without a customer, with what their newest row knows.
    static let orphanedSessions = Statement(
        "sync.orphanedSessions",
        """
        SELECT DISTINCT ON (v.session_id, v.user_id)
            v.session_id, v.user_id, u.company_id, v.customer_name, v.customer_email, v.customer_phone,
            v.customer_address
        FROM "VC Usage" v
        JOIN users u ON u.id = v.user_id
        WHERE u.company_id = $1 AND v.customer_id IS NULL AND normalize_name(v.customer_name) IS NOT NULL
        ORDER BY v.session_id, v.user_id, v.interaction_number DESC
        """
    )

    static let syncStatements = [linkSession, orphanedSessions]
}
