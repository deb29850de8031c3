-- Figures of each active customer: a plain view, always current, with nothing to refresh.

CREATE VIEW customer_metrics AS
SELECT
    c.id AS customer_id,
    c.company_id,
    count(DISTINCT v.session_id) AS total_conversations,
    count(v.id) AS total_interactions,
    coalesce(sum(v.view_count), 0) AS total_views,
    min(v.created_at) AS first_interaction_at,
    max(v.created_at) AS last_interaction_at,
    coalesce(avg(length(v.user_input) + length(v.ai_response)), 0)::numeric(12, 2) AS average_interaction_length,
    jsonb_build_object(
        'summaries', count(v.interaction_summary),
        'last_viewed_at', max(v.last_viewed_at),
        'auto_linked', count(*) FILTER (WHERE v.customer_link_source = 'auto_sync')
    ) AS stats
FROM customers c
LEFT JOIN "VC Usage" v ON v.customer_id = c.id
WHERE c.status = 'active' AND c.deleted_at IS NULL
GROUP BY c.id, c.company_id;
