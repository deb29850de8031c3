public import Traffic

extension TimestampText {
    /// The moment that a text states in a zone, where a date, and a time without an offset, are what its clocks show. The
    /// seconds may be left out: `2026-12-31 18:00`.
    public static func parse(
        _ text: some StringProtocol,
        in zone: LocalZone,
        date meaning: DateMeaning = .start
    ) -> Timestamp? {
        var reader = DigitReader(text)
        guard let date = reader.date() else { return nil }
        let day = date * 86_400_000
        if reader.isAtEnd {
            return zone.moment(ofFace: Timestamp(milliseconds: meaning == .start ? day : day + 86_400_000))
        }
        guard reader.take(anyOf: "Tt "), let time = reader.time(needsSeconds: false) else { return nil }
        if reader.isAtEnd { return zone.moment(ofFace: Timestamp(milliseconds: day + time)) }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        return Timestamp(milliseconds: day + time - offset)
    }
}
