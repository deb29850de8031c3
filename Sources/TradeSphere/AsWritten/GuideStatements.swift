/// The SQL that the guide puts into the functions themselves.
enum GuideStatements {
    /// `.single()` by session, whoever's it is (traps 39 and 41).
    static let linkOfSession = Statement(
        "guide.linkOfSession",
        """
        SELECT v.customer_id, c.company_id
        FROM "VC Usage" v LEFT JOIN customers c ON c.id = v.customer_id
        WHERE v.session_id = $1
        """
    )

    static let all = [linkOfSession]
}
