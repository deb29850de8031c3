-- Matching: three normal forms, and the search for an existing customer by them.

CREATE FUNCTION normalize_email(p_email text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(lower(btrim(p_email)), '')
$$;

-- Only a blank number is NULL. One without any digit ("n/a") becomes '', and all such numbers match each other.
CREATE FUNCTION normalize_phone(p_phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN btrim(p_phone) <> '' THEN regexp_replace(p_phone, '[^0-9]', '', 'g') END
$$;

-- Trims and collapses ASCII blanks only: a no-break space survives.
CREATE FUNCTION normalize_name(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(btrim(regexp_replace(lower(p_name), '[ \t\n\r\f\v]+', ' ', 'g')), '')
$$;

-- E-mail before phone before name; a name needs a trigram similarity of 0.7. At most one row.
CREATE FUNCTION find_customer_by_matching_keys(p_company_id uuid, p_name text, p_email text, p_phone text)
RETURNS TABLE (customer_id uuid, matched_by text, confidence numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH candidates AS (
        SELECT c.id, 'email' AS kind, 1.0::numeric AS weight, c.created_at
        FROM customers c
        JOIN customer_matching_keys k ON k.customer_id = c.id
        WHERE k.key_type = 'email' AND k.normalized_value = normalize_email(p_email)
          AND c.company_id = p_company_id AND c.status = 'active' AND c.deleted_at IS NULL
        UNION ALL
        SELECT c.id, 'phone', 0.9::numeric, c.created_at
        FROM customers c
        JOIN customer_matching_keys k ON k.customer_id = c.id
        WHERE k.key_type = 'phone' AND k.normalized_value = normalize_phone(p_phone)
          AND c.company_id = p_company_id AND c.status = 'active' AND c.deleted_at IS NULL
    )
    SELECT x.id, x.kind, x.weight FROM candidates x ORDER BY x.weight DESC, x.created_at, x.id LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;

    RETURN QUERY
    SELECT c.id, 'name'::text, similarity(normalize_name(c.customer_name), normalize_name(p_name))::numeric AS likeness
    FROM customers c
    WHERE c.company_id = p_company_id AND c.status = 'active' AND c.deleted_at IS NULL
      AND similarity(normalize_name(c.customer_name), normalize_name(p_name)) >= 0.7
    ORDER BY likeness DESC, c.created_at, c.id
    LIMIT 1;
END
$$;

-- A match takes the new name, and the contact fields that are not blank; no match creates the customer for p_user_id.
CREATE FUNCTION find_or_create_customer(
    p_company_id uuid, p_name text, p_email text, p_phone text, p_address text, p_user_id uuid, p_source text
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_match record;
    v_customer_id uuid;
BEGIN
    SELECT * INTO v_match FROM find_customer_by_matching_keys(p_company_id, p_name, p_email, p_phone);
    IF FOUND THEN
        v_customer_id := v_match.customer_id;
        UPDATE customers SET
            customer_name = p_name,
            email = coalesce(nullif(btrim(p_email), ''), email),
            phone = coalesce(nullif(btrim(p_phone), ''), phone),
            address = coalesce(nullif(btrim(p_address), ''), address)
        WHERE id = v_customer_id;
        INSERT INTO customer_events (customer_id, company_id, event_type, event_data, created_by_user_id)
        VALUES (v_customer_id, p_company_id, 'updated',
                jsonb_build_object(
                    'matched_by', v_match.matched_by, 'confidence', v_match.confidence, 'source', p_source),
                p_user_id);
        RETURN v_customer_id;
    END IF;

    INSERT INTO customers (
        company_id, customer_name, email, phone, address,
        created_by_user_id, created_by_user_name, source)
    VALUES (
        p_company_id, p_name, nullif(btrim(p_email), ''), nullif(btrim(p_phone), ''), nullif(btrim(p_address), ''),
        p_user_id, (SELECT u.name FROM users u WHERE u.id = p_user_id), p_source)
    RETURNING id INTO v_customer_id;
    RETURN v_customer_id;
END
$$;
