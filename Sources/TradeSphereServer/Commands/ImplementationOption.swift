import ArgumentParser
import TradeSphere

/// Which code is meant.
enum ImplementationOption: String, ExpressibleByArgument, CaseIterable {
    case legacy
    case repository

    var implementation: Implementation {
        switch self {
        case .legacy: .legacy
        case .repository: .repository
        }
    }
}
