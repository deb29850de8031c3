/// Lists, searches, and the life of a row.
extension RepositoryStatements {
    /// One page of a company's customers with their figures, and the number of all that fit in each row. Outer joins
    /// keep those without a conversation.
    static func customers(by order: CustomerFilter.Order, descending: Bool) -> Statement {
        let direction = descending ? "DESC NULLS LAST" : "ASC NULLS FIRST"
        return Statement(
            "repository.customers.\(order.rawValue).\(descending ? "descending" : "ascending")",
            """
            SELECT \(customerColumns), coalesce(m.total_conversations, 0) AS total_conversations,
                coalesce(m.total_views, 0) AS total_views,
                to_json(m.last_interaction_at) #>> '{}' AS last_interaction_at,
                coalesce((m.stats ->> 'last_viewed_at')::timestamptz > now() - interval '7 days', false)
                    AS is_recently_viewed,
                count(*) OVER () AS total
            FROM customers c
            LEFT JOIN customer_metrics m ON m.customer_id = c.id
            WHERE c.company_id = $1
                AND ($2::text IS NULL OR strpos(lower(concat_ws(
                    chr(31), c.customer_name, c.email, c.phone, c.address)), lower($2)) > 0)
                AND ($3::json IS NULL OR c.lifecycle_stage IN (SELECT json_array_elements_text($3)))
                AND ($4::json IS NULL OR c.tags && ARRAY(SELECT json_array_elements_text($4)))
                AND ($5::json IS NULL OR c.source IN (SELECT json_array_elements_text($5)))
                AND ($6::boolean OR c.deleted_at IS NULL)
                AND ($7::boolean OR c.status <> 'merged')
            ORDER BY \(order.column) \(direction), c.id
            LIMIT $8::integer OFFSET $9::integer
            """
        )
    }

    /// Customers that share a normalised e-mail address or phone number, the first match first.
    static let customersByKeys = Statement(
        "repository.customersByKeys",
        """
        SELECT \(customerColumns), bool_or(k.key_type = 'email') AS has_email
        FROM customers c
        JOIN customer_matching_keys k ON k.customer_id = c.id
        WHERE c.company_id = $1 AND c.deleted_at IS NULL AND c.status = 'active'
            AND ((k.key_type = 'email' AND k.normalized_value = normalize_email($2))
                OR (k.key_type = 'phone' AND k.normalized_value = nullif(normalize_phone($3), '')))
        GROUP BY c.id
        ORDER BY has_email DESC, c.created_at, c.id
        """
    )

    /// Customers of a name, whatever its case.
    static let customersByName = Statement(
        "repository.customersByName",
        """
        SELECT \(customerColumns)
        FROM customers c
        WHERE c.company_id = $1 AND c.deleted_at IS NULL AND c.status = 'active' AND lower(c.customer_name) = lower($2)
        ORDER BY c.created_at, c.id
        LIMIT 5
        """
    )

    static let insertCustomer = Statement(
        "repository.insertCustomer",
        """
        INSERT INTO customers AS c (
            company_id, customer_name, email, phone, address, source, created_by_user_id, created_by_user_name)
        SELECT u.company_id, $3, $4, $5, $6, $7, u.id, u.name
        FROM users u
        WHERE u.id = $2 AND u.company_id = $1
        RETURNING \(customerColumns)
        """
    )

    /// Marks the row, and tells the customer's history.
    static let softDeleteCustomer = Statement(
        "repository.softDeleteCustomer",
        """
        WITH gone AS (
            UPDATE customers SET deleted_at = now(), status = 'deleted'
            WHERE id = $1 AND company_id = $2 AND deleted_at IS NULL
            RETURNING id, company_id
        )
        INSERT INTO customer_events (customer_id, company_id, event_type) SELECT id, company_id, 'deleted' FROM gone
        RETURNING customer_id
        """
    )

    static let restoreCustomer = Statement(
        "repository.restoreCustomer",
        """
        UPDATE customers c SET deleted_at = NULL, status = 'active'
        WHERE c.id = $1 AND c.company_id = $2 AND c.status = 'deleted'
        RETURNING \(customerColumns)
        """
    )

    static let customerStatements =
        CustomerFilter.Order.allCases.flatMap { order in
            [customers(by: order, descending: true), customers(by: order, descending: false)]
        } + [customersByKeys, customersByName, insertCustomer, softDeleteCustomer, restoreCustomer]
}
