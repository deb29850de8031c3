public struct JSONTape { public static func scalar(in bytes: [UInt8], at path: [String]) -> String? { nil } }
