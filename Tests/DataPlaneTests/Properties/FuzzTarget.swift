/// What can be fuzzed: `Scripts/fuzz TARGET RUNS`. Each has a corpus of its name.
enum FuzzTarget: String, CaseIterable, Sendable {
    case requestFraming = "request-framing"
    case answerFraming = "answer-framing"
    case exchange

    /// A fresh check of what has to hold for every input.
    func makeProperty() -> any FuzzProperty {
        switch self {
        case .requestFraming: FramingProperty<RequestStream>()
        case .answerFraming: FramingProperty<AnswerStream>()
        case .exchange: ExchangeProperty()
        }
    }
}
