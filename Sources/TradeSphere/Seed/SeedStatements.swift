/// The statements that write a seed. Each takes one JSON array, so that a thousand rows are one statement.
enum SeedStatements {
    static let companies = """
        INSERT INTO companies (id, name, created_at)
        SELECT r.id, r.name, 'epoch'::timestamptz + r.micros * interval '1 microsecond'
        FROM json_to_recordset($1::json) AS r (id uuid, name text, micros bigint)
        """

    static let users = """
        INSERT INTO users (id, company_id, email, name, role, created_at)
        SELECT r.id, r.company_id, r.email, r.name, r.role, 'epoch'::timestamptz + r.micros * interval '1 microsecond'
        FROM json_to_recordset($1::json) AS r (
            id uuid, company_id uuid, email text, name text, role text, micros bigint)
        """

    static let customers = """
        INSERT INTO customers (
            id, company_id, customer_name, email, phone, address, created_by_user_id, created_by_user_name,
            created_at, updated_at, deleted_at, merged_into_customer_id, status, lifecycle_stage, tags, source)
        SELECT r.id, r.company_id, r.name, r.email, r.phone, r.address, r.user_id, u.name, t.at, t.at,
            CASE WHEN r.status IN ('deleted', 'merged') THEN t.at + interval '30 days' END,
            r.merged_into, r.status, r.stage, ARRAY(SELECT json_array_elements_text(r.tags)), 'manual'
        FROM json_to_recordset($1::json) AS r (
            id uuid, company_id uuid, user_id uuid, name text, email text, phone text, address text, status text,
            merged_into uuid, stage text, tags json, micros bigint)
        JOIN users u ON u.id = r.user_id
        CROSS JOIN LATERAL (SELECT 'epoch'::timestamptz + r.micros * interval '1 microsecond' AS at) t
        """

    static let conversations = """
        INSERT INTO "VC Usage" (
            id, session_id, user_input, ai_response, interaction_number, interaction_summary, customer_name,
            customer_email, customer_phone, customer_address, view_count, last_viewed_at, created_at, updated_at,
            company_id, user_id, customer_id, customer_linked_at, customer_link_source)
        SELECT r.id, r.session_id, r.user_input, r.ai_response, r.number, r.summary, r.name, r.email, r.phone,
            r.address, r.views,
            CASE WHEN r.views > 0 THEN t.at + interval '1 day' END, t.at, t.at, r.company_id, r.user_id,
            r.customer_id, CASE WHEN r.customer_id IS NOT NULL THEN t.at END,
            CASE WHEN r.customer_id IS NOT NULL THEN 'auto_sync' END
        FROM json_to_recordset($1::json) AS r (
            id integer, session_id text, user_input text, ai_response text, number integer, summary text, name text,
            email text, phone text, address text, views integer, micros bigint, company_id uuid, user_id uuid,
            customer_id uuid)
        CROSS JOIN LATERAL (SELECT 'epoch'::timestamptz + r.micros * interval '1 microsecond' AS at) t
        """

    /// What the triggers would have written, with ids and times that derive from the seed.
    static let derived = """
        INSERT INTO customer_matching_keys (id, customer_id, key_type, key_value, normalized_value, created_at)
        SELECT md5(c.id::text || f.key_type)::uuid, c.id, f.key_type, f.key_value, f.normalized_value, c.created_at
        FROM customers c
        CROSS JOIN LATERAL (VALUES
            ('email', c.email::text, normalize_email(c.email)),
            ('phone', c.phone::text, normalize_phone(c.phone)),
            ('name', c.customer_name::text, normalize_name(c.customer_name))
        ) AS f (key_type, key_value, normalized_value)
        WHERE f.normalized_value IS NOT NULL;

        INSERT INTO customer_events (
            id, customer_id, company_id, event_type, event_data, created_by_user_id, created_at)
        SELECT md5(id::text || 'created')::uuid, id, company_id, 'created',
            jsonb_build_object('customer_name', customer_name, 'source', source), created_by_user_id, created_at
        FROM customers;

        INSERT INTO customer_audit_log (id, table_name, record_id, company_id, action, new_values, changed_at)
        SELECT md5(c.id::text || 'audit')::uuid, 'customers', c.id, c.company_id, 'INSERT', to_jsonb(c), c.created_at
        FROM customers c;

        INSERT INTO customer_merge_log (id, source_customer_id, target_customer_id, merged_by_user_id, merged_at)
        SELECT md5(id::text || 'merged')::uuid, id, merged_into_customer_id, created_by_user_id, deleted_at
        FROM customers WHERE merged_into_customer_id IS NOT NULL;

        INSERT INTO customer_conversation_summaries (
            id, customer_id, session_id, summary, conversation_date, created_at)
        SELECT DISTINCT ON (customer_id, session_id)
            md5(customer_id::text || session_id)::uuid, customer_id, session_id, interaction_summary, created_at,
            created_at
        FROM "VC Usage" WHERE customer_id IS NOT NULL AND interaction_summary IS NOT NULL
        ORDER BY customer_id, session_id, id;

        INSERT INTO customer_interactions (id, user_id, customer_name, session_id, interaction_type, viewed_at)
        SELECT md5(id::text || 'view')::uuid, user_id, customer_name, session_id, 'view', last_viewed_at
        FROM "VC Usage" WHERE view_count > 0 AND customer_name IS NOT NULL ORDER BY id;

        INSERT INTO demo_messages (id, session_id, message_text, sender, created_at)
        SELECT row_number() OVER (ORDER BY id), session_id, ai_response, 'assistant', created_at
        FROM "VC Usage" WHERE id % 10 = 0 ORDER BY id;

        SELECT setval(pg_get_serial_sequence('"VC Usage"', 'id'), coalesce(max(id), 0) + 1, false) FROM "VC Usage";
        SELECT setval(pg_get_serial_sequence('demo_messages', 'id'), coalesce(max(id), 0) + 1, false)
        FROM demo_messages;
        """

    /// The triggers stay out of it: they would stamp rows with the clock, and link what is meant to be an orphan.
    static let suspendTriggers = """
        ALTER TABLE customers DISABLE TRIGGER USER;
        ALTER TABLE "VC Usage" DISABLE TRIGGER USER;
        """

    static let resumeTriggers = """
        ALTER TABLE customers ENABLE TRIGGER USER;
        ALTER TABLE "VC Usage" ENABLE TRIGGER USER;
        """

    static let empty = """
        TRUNCATE demo_messages, customer_interactions, customer_conversation_summaries, customer_merge_log,
            customer_audit_log, customer_events, customer_matching_keys, "VC Usage", customers, users, companies
            RESTART IDENTITY;
        """
}
