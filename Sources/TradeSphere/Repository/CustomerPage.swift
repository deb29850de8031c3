/// One page of a list.
public struct CustomerPage: Sendable {
    /// A customer with the figures of a list.
    public struct Item: Sendable {
        /// The row.
        public let customer: Customer
        /// When the last conversation was, in RFC 3339.
        public let lastInteractionAt: String?
        /// Distinct sessions.
        public let totalConversations: Int
        /// How often the conversations were viewed.
        public let viewCount: Int
        /// Whether one was viewed within the last seven days.
        public let isRecentlyViewed: Bool
    }

    /// The customers.
    public let items: [Item]
    /// How many fit the filter in all; 0 for a page past the end.
    public let total: Int
    /// The page's number, from 1.
    public let page: Int
    /// How many fit on a page.
    public let pageSize: Int

    /// Whether there are more pages.
    public var hasMore: Bool { (page - 1) * pageSize + items.count < total }
}
