// Durable records on SQLite.
