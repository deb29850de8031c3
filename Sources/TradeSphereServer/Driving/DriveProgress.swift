import Foundation

/// Shows how far the sending is: a bar that is drawn over on a terminal, otherwise a line a second.
struct DriveProgress: Sendable {
    let total: Int
    let keeper: TallyKeeper
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(total: Int, keeper: TallyKeeper) {
        self.total = total
        self.keeper = keeper
    }

    /// Draws until its task is cancelled.
    func run() async {
        let start = ContinuousClock.now
        while !Task.isCancelled {
            draw(since: start)
            do {
                try await Task.sleep(for: isTerminal ? .milliseconds(100) : .seconds(1))
            } catch {
                break
            }
        }
        draw(since: start)
        if isTerminal { write("\n") }
    }

    private func draw(since start: ContinuousClock.Instant) {
        let (done, failed) = keeper.progress
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let figures = "\(done)/\(total) requests, \(Int(Double(done) / seconds))/s, \(failed) failed"
        guard isTerminal else {
            write("\(figures)\n")
            return
        }
        let width = 32
        let filled = total > 0 ? done * width / total : width
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        write("\r\(bar) \(figures)\u{1B}[K")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
