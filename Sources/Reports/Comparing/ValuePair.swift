import Traffic

/// The two values of a difference, cut so that each fits on a line and what differs stays in sight.
struct ValuePair {
    let legacy: ValuePart
    let candidate: ValuePart

    /// - Parameter room: Columns for each value.
    init(_ legacy: JSONFragment, _ candidate: JSONFragment, room: Int) {
        guard Self.hasParts(legacy) || Self.hasParts(candidate) else {
            self.legacy = ValuePart(changed: DisplayWidth.shortened(legacy.text, to: max(room, 12)))
            self.candidate = ValuePart(changed: DisplayWidth.shortened(candidate.text, to: max(room, 12)))
            return
        }
        let split = ChangedPart.Split(VisibleText.unambiguous(legacy.text), VisibleText.unambiguous(candidate.text))
        let room = max(room, 12)
        // What differs gets at most what is left beside a little of what is around it.
        let around = 8
        let longest = max(room - around * 2, 8)
        let left = DisplayWidth.shortened(split.legacy, to: longest)
        let right = DisplayWidth.shortened(split.candidate, to: longest)
        var spare = room - max(DisplayWidth.of(left), DisplayWidth.of(right))
        let (startWidth, endWidth) = (DisplayWidth.of(split.start), DisplayWidth.of(split.end))
        let startKept = min(startWidth, max(spare / 2, spare - endWidth))
        spare -= startKept
        let start = Self.ending(split.start, width: startWidth, room: startKept)
        let end = Self.beginning(split.end, width: endWidth, room: max(0, spare))
        if split.isMostlyCommon {
            self.legacy = ValuePart(start: start, changed: left, end: end)
            self.candidate = ValuePart(start: start, changed: right, end: end)
        } else {
            self.legacy = ValuePart(changed: start + left + end)
            self.candidate = ValuePart(changed: start + right + end)
        }
    }

    /// Whether it is of interest where inside of a value the difference is: of numbers it is not.
    private static func hasParts(_ value: JSONFragment) -> Bool {
        value.text.utf8.first.map { "\"[{".utf8.contains($0) } ?? false
    }

    /// One value on its own: its beginning.
    static func alone(_ value: JSONFragment, room: Int) -> ValuePart {
        let text = VisibleText.unambiguous(value.text)
        return .whole(beginning(text, width: DisplayWidth.of(text), room: max(room, 12)))
    }

    private static func beginning(_ text: String, width: Int, room: Int) -> String {
        if width <= room { return text }
        return room > 0 ? DisplayWidth.prefix(text, width: room - 1) + "…" : ""
    }

    private static func ending(_ text: String, width: Int, room: Int) -> String {
        if width <= room { return text }
        return room > 0 ? "…" + String(DisplayWidth.prefix(String(text.reversed()), width: room - 1).reversed()) : ""
    }
}
