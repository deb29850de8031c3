/// The SQL of the legacy path: straight queries of "VC Usage".
enum LegacyStatements {
    /// By exact name and user. Equal numbers come in no particular order (trap 21).
    static let recentConversations = Statement(
        "legacy.recentConversations",
        """
        SELECT session_id, user_input, ai_response, interaction_number,
            (to_json(created_at AT TIME ZONE 'UTC') #>> '{}') || '+00:00' AS created_at,
            customer_name, customer_address, customer_email, customer_phone
        FROM "VC Usage"
        WHERE customer_name = $1 AND user_id = $2
        ORDER BY interaction_number DESC
        LIMIT 2
        """
    )

    /// All rows of the session and user; what was left out becomes NULL.
    static let updateSession = Statement(
        "legacy.updateSession",
        """
        UPDATE "VC Usage"
        SET customer_name = $3, customer_address = $4, customer_email = $5, customer_phone = $6, updated_at = now()
        WHERE session_id = $1 AND user_id = $2
        """
    )

    static let all = [recentConversations, updateSession]
}
