/// The names that the seed draws from.
public enum SeedNames {
    /// Customers with two sessions whose rows are both numbered 1 and 2, so that the order of legacy's answer is
    /// arbitrary (trap 21). Senders of comparison traffic leave them out.
    public static let ties = ["Tilda Tie", "Theo Tie", "Tara Tie"]

    /// Names that have gone wrong somewhere: each seed starts with these, as far as its number of customers allows.
    public static let special =
        ties + [
            "John Smith", "JOHN  SMITH ", "Smith John", "John Smith Jr", "Jon Smith", "john smith",
            "Mar\u{ED}a Garc\u{ED}a", "Mari\u{301}a Garci\u{301}a", "Maria Garcia",
            "Jos\u{E9} N\u{FA}\u{F1}ez", "Jose\u{301} Nu\u{301}n\u{303}ez",
            "Shaun O'Brien", "Shaun O\u{2019}Brien", "D'Arcy D'Angelo",
            "\u{1F642}", "Zo\u{EB} \u{1F642}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} Family",
            "A/B Landscaping", "C+D Roofing", "100% Green", "50%25 Off", "Smith & Sons", "Who? #1", "a=b;c,d",
            "Back\\slash", "Quote \"Q\" Quincy", "No\u{A0}Break", "M\u{FC}ller-L\u{FC}denscheidt",
            "\u{674E}\u{5C0F}\u{9F8D}", "\u{416}\u{430}\u{43D}\u{43D}\u{430}", "\u{5D3}\u{5D5}\u{5D3}", "Ng", "X",
        ]

    /// Given names of the ordinary customers.
    static let given = [
        "Ada", "Alan", "Amara", "Anders", "Ang\u{E9}lique", "Beatriz", "Bj\u{F6}rn", "Carla", "Chen", "Chlo\u{E9}",
        "Dmitri", "Edith", "Elif", "Fatima", "Fran\u{E7}ois", "Grace", "Hiro", "Imani", "In\u{E9}s", "Jamal",
        "Joan", "Karel", "Kwame", "Leila", "Lucas", "Mina", "Noor", "Olga", "Pavel", "Priya",
        "Quentin", "Rosa", "Sanjay", "S\u{F8}ren", "Tariq", "Uma", "Viktor", "Wanda", "Xiomara", "Yusuf",
    ]

    /// Family names of the ordinary customers.
    static let family = [
        "Abbott", "Ahmed", "Andersson", "Baker", "Bianchi", "Brown", "Castillo", "Dubois", "Eriksen", "Fischer",
        "Garc\u{ED}a", "Green", "Haddad", "Hughes", "Ivanova", "Jansen", "Kapoor", "Kim", "Kowalski", "Larsen",
        "L\u{F3}pez", "Martin", "Mwangi", "Nakamura", "Novak", "O'Connor", "Okafor", "Pereira", "Quinn", "Reyes",
        "Rossi", "Schmidt", "Silva", "Tanaka", "Tran", "Ueda", "Vargas", "Weber", "Yilmaz", "Zhang",
    ]

    /// The tenants.
    static let companies = [
        "Northgate Landscaping", "Harbour Roofing & Tiles", "Meadow Lawn Care", "Stone & Sons Paving", "Delta Trees",
    ]

    /// What users say.
    static let questions = [
        "How much for 40 square feet of mulch?", "Can you come on Tuesday?", "What does a new roof cost?",
        "The patio is 12' by 14', pavers please.", "Is the \"premium\" sod worth it?", "Caf\u{E9} terrace, 30 m\u{B2}?",
        "Line one\nline two", "\u{1F333} trimming for three oaks", "Path: C:\\yard\\plan.pdf", "yes",
    ]

    /// What is answered.
    static let answers = [
        "That comes to $450, delivery included.", "Tuesday at 9:00 works.", "Between $8,000 and $12,000.",
        "About 168 square feet: $2,940.", "It lasts longer; most customers are happy with it.",
        "S\u{ED}, podemos.", "First the base,\nthen the sand.", "Three oaks: $600 \u{1F642}", "I have read the plan.",
        "Great!",
    ]

    /// Texts that count as blank.
    static let blanks = ["", "   ", "\n\t ", "\u{A0}"]
}
