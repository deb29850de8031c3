/// One line of a comparison, without colours: a mark, what stands there, and what is to be said of it.
struct DifferenceLine: Equatable {
    /// Which side the line is of, as people know it from diffs.
    enum Mark: Character {
        case both = " "
        case legacy = "-"
        case candidate = "+"
        /// Both sides have it, elsewhere or in another order.
        case moved = "~"
    }

    /// What is said in words.
    struct Note: Equatable {
        var words: String
        /// Whether it says more than the marks do.
        var isTelling = true
    }

    var mark: Mark
    /// Levels below the root.
    var depth: Int
    /// What stands before the value: a key or an index.
    var label = ""
    var value: ValuePart
    /// Whether the value stands for several that are not shown.
    var isFolded = false
    var notes: [Note] = []
}

/// A value as it is shown: what the other side has too, and what it has not.
struct ValuePart: Equatable {
    var start = ""
    /// What differs; all of the value where little is in common.
    var changed = ""
    var end = ""

    var width: Int { DisplayWidth.of(start) + DisplayWidth.of(changed) + DisplayWidth.of(end) }

    /// A value that is not compared with another one.
    static func whole(_ text: String) -> ValuePart { ValuePart(start: text) }
}
