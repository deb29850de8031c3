import Traffic

extension JSONWriter {
    /// What values have to do with each other; `null` where nothing is to be said.
    ///
    /// - Parameter share: How many differences it holds for, 0 … 1; left out where there is only one.
    mutating func value(_ valueClass: ValueClass?, share: Double? = nil) {
        guard let valueClass else { return null() }
        object { writer in
            writer.field("name", valueClass.name.rawValue)
            writer.field("side", valueClass.side?.rawValue)
            writer.field("amount") { writer in
                if let amount = valueClass.amount { writer.value(amount) } else { writer.null() }
            }
            if let share { writer.field("share", share) }
            writer.field("says", Wording.valueClass(valueClass))
        }
    }

    /// Exact, as no double is.
    private mutating func value(_ number: Int64) { value(JSONFragment(validJSON: String(number))) }
}
