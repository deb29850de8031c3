/// The exact chance that evidence looked at after every observation crosses a line, by dynamic programming over the number
/// of bad observations.
///
/// A state is the number of bad ones so far; its probability is carried from observation to observation, and taken out when
/// it crosses. States more improbable than a double can hold are left out.
struct BarrierCrossing {
    /// When a number of bad observations crosses.
    enum Barrier {
        /// From that many observations on: evidence that the rate is low.
        case passing(from: [Int])
        /// Up to that many observations, if at all: evidence that the rate is high.
        case failing(upTo: [Int?])
    }

    let barrier: Barrier
    /// The true rate.
    let rate: Double

    /// The chance to have crossed by each of the horizons, which ascend.
    func chances(by horizons: [Int]) -> [Double] {
        let states = states
        var probability = [Double](repeating: 0, count: states + 1)
        probability[0] = 1
        var (low, high) = (0, 0)
        var crossed = 0.0
        var results: [Double] = []
        for observation in 1...(horizons.last ?? 1) {
            high = min(states - 1, high + 1)
            probability.withUnsafeMutableBufferPointer { cells in
                var state = high
                while state >= low {
                    let fromBelow = state > low ? cells[state - 1] * rate : 0
                    cells[state] = cells[state] * (1 - rate) + fromBelow
                    state -= 1
                }
                switch barrier {
                case .passing(let from):
                    while low <= high, from[low] <= observation {
                        crossed += cells[low]
                        cells[low] = 0
                        low += 1
                    }
                case .failing(let upTo):
                    var state = high
                    while state >= low, let last = upTo[state], observation <= last {
                        crossed += cells[state]
                        cells[state] = 0
                        state -= 1
                    }
                    while low < high, cells[low] < 1e-30 { low += 1 }
                }
                while high > low, cells[high] < 1e-30 { high -= 1 }
            }
            if horizons.contains(observation) { results.append(crossed) }
        }
        return results
    }

    private var states: Int {
        switch barrier {
        case .passing(let from): from.count
        case .failing(let upTo): upTo.count
        }
    }
}
