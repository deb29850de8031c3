/// The rows as the JSON arrays that ``SeedStatements`` take.
extension SeedPlan {
    var companyRows: [JSONValue] {
        companies.map { company in
            .object([
                .init("id", .string(company.id)), .init("name", .string(company.name)),
                .init("micros", .init(Self.epoch)),
            ])
        }
    }

    var userRows: [JSONValue] {
        users.map { user in
            .object([
                .init("id", .string(user.id)), .init("company_id", .string(user.companyID)),
                .init("email", .string(user.email)), .init("name", .string(user.name)),
                .init("role", .string(user.role)), .init("micros", .init(Self.epoch)),
            ])
        }
    }

    var customerRows: [JSONValue] {
        customers.map { customer in
            .object([
                .init("id", .string(customer.id)), .init("company_id", .string(customer.companyID)),
                .init("user_id", .string(customer.userID)), .init("name", .string(customer.name)),
                .init("email", .init(customer.email)), .init("phone", .init(customer.phone)),
                .init("address", .init(customer.address)), .init("status", .string(customer.status)),
                .init("merged_into", .init(customer.mergedInto)), .init("stage", .string(customer.stage)),
                .init("tags", .array(customer.tags.map(JSONValue.string))), .init("micros", .init(customer.createdAt)),
            ])
        }
    }

    var conversationRows: [JSONValue] {
        conversations.map { row in
            .object([
                .init("id", .init(row.id)), .init("session_id", .string(row.sessionID)),
                .init("user_input", .string(row.userInput)), .init("ai_response", .string(row.aiResponse)),
                .init("number", .init(row.interactionNumber)), .init("summary", .init(row.summary)),
                .init("name", .init(row.customerName)), .init("email", .init(row.customerEmail)),
                .init("phone", .init(row.customerPhone)), .init("address", .init(row.customerAddress)),
                .init("views", .init(row.viewCount)), .init("micros", .init(row.createdAt)),
                .init("company_id", .string(row.companyID)), .init("user_id", .string(row.userID)),
                .init("customer_id", .init(row.customerID)),
            ])
        }
    }
}
