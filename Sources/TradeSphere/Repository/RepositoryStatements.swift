/// The SQL of the repository and its services. Legacy shares none of it.
enum RepositoryStatements {
    /// The columns that ``Customer`` reads.
    static let customerColumns = """
        c.id, c.company_id, c.customer_name, c.email, c.phone, c.address, c.notes, c.status, c.lifecycle_stage,
            to_json(c.tags) AS tags, c.source, to_json(c.created_at) #>> '{}' AS created_at
        """

    static let customer = Statement(
        "repository.customer",
        """
        SELECT \(customerColumns)
        FROM customers c
        WHERE c.id = $1 AND c.company_id = $2 AND c.deleted_at IS NULL
        """
    )

    /// Each field comes with a flag that says whether it is mentioned.
    static let updateCustomer = Statement(
        "repository.updateCustomer",
        """
        UPDATE customers c SET
            customer_name = CASE WHEN $3::boolean THEN $4 ELSE c.customer_name END,
            email = CASE WHEN $5::boolean THEN $6 ELSE c.email END,
            phone = CASE WHEN $7::boolean THEN $8 ELSE c.phone END,
            address = CASE WHEN $9::boolean THEN $10 ELSE c.address END
        WHERE c.id = $1 AND c.company_id = $2 AND c.deleted_at IS NULL
        RETURNING \(customerColumns)
        """
    )

    /// The rows of one name, through the user that holds them, with the linked customer where there is one.
    static let recentConversations = Statement(
        "sync.recentConversations",
        """
        WITH holder AS (
            SELECT u.id FROM users u WHERE u.id = $2
        ), conversation AS (
            SELECT v.*, row_number() OVER (ORDER BY v.interaction_number DESC) AS recency
            FROM holder h
            JOIN "VC Usage" v ON v.user_id = h.id
            WHERE v.customer_name = $1
        )
        SELECT n.session_id, n.user_input, n.ai_response, n.interaction_number,
            concat(to_jsonb(timezone('UTC', n.created_at)) #>> '{}', '+00:00') AS created_at,
            n.customer_name, n.customer_address, n.customer_email, n.customer_phone
        FROM conversation n
        WHERE n.recency <= 2
        ORDER BY n.recency
        """
    )

    /// The linked customers of a session, of the user's own company.
    static let linkedCustomers = Statement(
        "sync.linkedCustomers",
        """
        SELECT DISTINCT c.id, c.company_id
        FROM users u
        JOIN "VC Usage" v ON v.user_id = u.id
        JOIN customers c ON c.id = v.customer_id AND c.company_id = u.company_id
        WHERE u.id = $2 AND v.session_id = $1
        ORDER BY c.id
        """
    )

    /// Writes the customer's data into a session's rows; the database links those that are not linked yet.
    static let updateConversations = Statement(
        "sync.updateConversations",
        """
        WITH holder AS (
            SELECT u.id FROM users u WHERE u.id = $2
        )
        UPDATE "VC Usage" v
        SET (customer_name, customer_address, customer_email, customer_phone, updated_at) =
            ROW ($3::varchar, $4::text, $5::varchar, $6::varchar, now())
        FROM holder h
        WHERE v.user_id = h.id AND v.session_id = $1
        """
    )

    /// The guide's history: complete rows of one customer, whichever company asks (trap 48).
    static let conversationHistory = Statement(
        "sync.conversationHistory",
        """
        SELECT v.user_input, v.ai_response, v.interaction_number,
            concat(to_jsonb(timezone('UTC', v.created_at)) #>> '{}', '+00:00') AS created_at, v.session_id
        FROM "VC Usage" v
        WHERE v.customer_id = $1 AND ($2::varchar IS NULL OR v.session_id = $2)
            AND v.user_input IS NOT NULL AND v.ai_response IS NOT NULL
        ORDER BY v.interaction_number DESC
        LIMIT $3::integer
        """
    )

    /// What the functions send, and what the services send beside it.
    static let all =
        [customer, updateCustomer, recentConversations, linkedCustomers, updateConversations, conversationHistory]
        + customerStatements + syncStatements
}
