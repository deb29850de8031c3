-- The triggers that keep customers, their keys and their history in step with the conversations.

-- The acting user of this transaction. A pooled connection reads '' once the setting was used with SET LOCAL.
CREATE FUNCTION acting_user_id() RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('app.current_user_id', true), '')::uuid
$$;

-- A conversation with a name and without a customer is linked; a link is never changed by a rename.
CREATE FUNCTION link_conversation_to_customer() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_company_id uuid;
BEGIN
    IF NEW.customer_id IS NOT NULL OR normalize_name(NEW.customer_name) IS NULL OR NEW.user_id IS NULL THEN
        RETURN NEW;
    END IF;
    v_company_id := coalesce(NEW.company_id, (SELECT u.company_id FROM users u WHERE u.id = NEW.user_id));
    IF v_company_id IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.customer_id := find_or_create_customer(
        v_company_id, NEW.customer_name, NEW.customer_email, NEW.customer_phone, NEW.customer_address,
        NEW.user_id, 'chat');
    NEW.customer_linked_at := now();
    NEW.customer_link_source := 'auto_sync';
    RETURN NEW;
END
$$;

CREATE TRIGGER link_conversation_on_insert BEFORE INSERT ON "VC Usage"
FOR EACH ROW EXECUTE FUNCTION link_conversation_to_customer();

CREATE TRIGGER link_conversation_on_update BEFORE UPDATE ON "VC Usage"
FOR EACH ROW
WHEN (NEW.customer_name IS DISTINCT FROM OLD.customer_name
      OR (NEW.customer_id IS NULL AND NEW.customer_name IS NOT NULL))
EXECUTE FUNCTION link_conversation_to_customer();

-- The keys follow the fields: a changed field loses its old key.
CREATE FUNCTION sync_matching_keys() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM customer_matching_keys k
        WHERE k.customer_id = NEW.id AND (
            (k.key_type = 'email' AND NEW.email IS DISTINCT FROM OLD.email)
            OR (k.key_type = 'phone' AND NEW.phone IS DISTINCT FROM OLD.phone)
            OR (k.key_type = 'name' AND NEW.customer_name IS DISTINCT FROM OLD.customer_name));
    END IF;
    INSERT INTO customer_matching_keys (customer_id, key_type, key_value, normalized_value)
    SELECT NEW.id, f.key_type, f.key_value, f.normalized_value
    FROM (VALUES
        ('email', NEW.email::text, normalize_email(NEW.email)),
        ('phone', NEW.phone::text, normalize_phone(NEW.phone)),
        ('name', NEW.customer_name::text, normalize_name(NEW.customer_name))
    ) AS f (key_type, key_value, normalized_value)
    WHERE f.normalized_value IS NOT NULL
    ON CONFLICT (customer_id, key_type, normalized_value) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER sync_matching_keys AFTER INSERT OR UPDATE OF customer_name, email, phone ON customers
FOR EACH ROW EXECUTE FUNCTION sync_matching_keys();

CREATE FUNCTION audit_customer() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_audit_log (
        table_name, record_id, company_id, action, old_values, new_values, changed_by_user_id)
    VALUES (
        TG_TABLE_NAME,
        CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END,
        CASE WHEN TG_OP = 'DELETE' THEN OLD.company_id ELSE NEW.company_id END,
        TG_OP,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END,
        acting_user_id());
    RETURN NULL;
END
$$;

CREATE TRIGGER audit_customer AFTER INSERT OR UPDATE OR DELETE ON customers
FOR EACH ROW EXECUTE FUNCTION audit_customer();

CREATE FUNCTION stamp_customer() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    IF NEW.lifecycle_stage IS DISTINCT FROM OLD.lifecycle_stage THEN
        NEW.lifecycle_updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER stamp_customer BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION stamp_customer();

CREATE FUNCTION log_customer_event() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO customer_events (customer_id, company_id, event_type, event_data, created_by_user_id)
        VALUES (NEW.id, NEW.company_id, 'created',
                jsonb_build_object('customer_name', NEW.customer_name, 'source', NEW.source), NEW.created_by_user_id);
    ELSIF NEW.lifecycle_stage IS DISTINCT FROM OLD.lifecycle_stage THEN
        INSERT INTO customer_events (customer_id, company_id, event_type, event_data, created_by_user_id)
        VALUES (NEW.id, NEW.company_id, 'stage_changed',
                jsonb_build_object('old_stage', OLD.lifecycle_stage, 'new_stage', NEW.lifecycle_stage),
                acting_user_id());
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER log_customer_event AFTER INSERT OR UPDATE OF lifecycle_stage ON customers
FOR EACH ROW EXECUTE FUNCTION log_customer_event();
