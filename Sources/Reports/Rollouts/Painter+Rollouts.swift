import Traffic

extension Painter.Style {
    init(_ verdict: GateVerdict) {
        self =
            switch verdict {
            case .pass: .green
            case .fail, .error: .red
            case .inconclusive: .yellow
            }
    }

    init(_ phase: RolloutState.Phase) {
        self =
            switch phase {
            case .active: .green
            case .paused: .yellow
            case .rolledBack: .red
            }
    }
}
