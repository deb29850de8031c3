extension Trap {
    /// The trap in one sentence.
    public var summary: String {
        switch self {
        case .contextWithoutDetails:
            "customer-context with customer_id answers without customerName, customerDetails and contextMetadata."
        case .rawRows:
            "An interaction comes as one raw row with user_input and ai_response instead of two entries with "
                + "text and sender."
        case .snakeCaseNames:
            "Entries carry interaction_number, session_id and created_at instead of interactionNumber, "
                + "sessionId and timestamp."
        case .identifiersDropped:
            "Entries have neither id nor source."
        case .crossOriginHeadersMissing:
            "The answer lacks the CORS fields, so a browser refuses it."
        case .functionHeadersMissing:
            "The answer lacks the function's Content-Type, X-Processing-Time and X-Records-Found."
        case .updateReturnsNothing:
            "customer-update of a linked session with one row returns nothing, which the host answers with 502."
        case .updatesPassedAsCompany:
            "customer-update of a linked session passes the changes as the company's id, so the database "
                + "refuses the UUID: 500."
        case .deletedLink:
            "customer-update of a session whose customer is deleted answers 500 where legacy answers 200."
        case .blankName:
            "A name of blanks becomes NULL, which the column refuses: 500 where legacy answers 200."
        case .numericEmail:
            "A number as customerEmail cannot be trimmed: 500 where legacy stores its text."
        case .customerIDWithoutUser:
            "With customer_id the missing user_id goes unnoticed: 200 where legacy answers 500."
        case .malformedCustomerID:
            "A malformed customer_id is a UUID error, 500, where legacy ignores the parameter."
        case .nameNotDecoded:
            "With customer_id the name is never decoded: a malformed escape gives 200 where legacy answers 500."
        case .technicianInsteadOfUser:
            "A client that sends tech_id instead of user_id always gets 500 from legacy."
        case .wideName:
            "A name of more than 255 characters exceeds its matching key: 500 where legacy accepts it for a linked row."
        case .tiedNumbers:
            "Two sessions of one customer with equal numbers are ordered by number alone, so legacy's order "
                + "is arbitrary."
        case .blankTexts:
            "A blank ai_response is returned where legacy leaves it out."
        case .renameNotFollowed:
            "After a rename legacy finds the new name only, while the link still leads from the old customer "
                + "to the rows."
        case .inexactName:
            "Legacy compares names exactly, while the linked history comes for any name in the path."
        case .oneDecoding:
            "The path's name is decoded once, a plus stays a plus, and an empty name or the function's own name is 500."
        case .severalRowsFallThrough:
            "A session with several rows is an ignored error of single(), so legacy answers and the new code "
                + "goes untested."
        case .conversationsUnchanged:
            "A linked session's update changes the customer and leaves the conversation rows as they were."
        case .foreignUser:
            "A wrong userId changes nothing in legacy, and another user's customer in the new code."
        case .omittedFields:
            "An omitted field becomes NULL in the session's rows in legacy, and NULL for the whole customer "
                + "in the new code."
        case .untrimmedName:
            "Legacy stores a name with its outer blanks, the new code without."
        case .legacyLinks:
            "An update of an unlinked row makes the database create or link a customer, also on the legacy path."
        case .tenantLeak:
            "The history of another company's customer_id is answered."
        }
    }
}
