import Foundation
public import Traffic

/// A time zone of the IANA database, with its daylight saving, in which people state times.
///
/// What the clocks of a zone show is a ``Timestamp`` too here, called a face: the moment at which clocks in UTC show the same.
public struct LocalZone: Sendable, Hashable, CustomStringConvertible {
    public static let utc = LocalZone(zone: .gmt, description: "UTC")

    private let zone: TimeZone
    /// Its name, such as `Europe/Berlin`.
    public let description: String

    private init(zone: TimeZone, description: String) {
        self.zone = zone
        self.description = description
    }

    /// A zone by its name; `nil` where there is none. Abbreviations such as `CET` and offsets such as `GMT+2` have no
    /// daylight saving that could be meant, and are none.
    public init?(named name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.init(zone: zone, description: name)
    }

    /// The name that somebody probably meant: one that is spelled nearly so, or the zone of a city.
    public static func suggestion(for name: String) -> String? {
        let names = ["UTC"] + TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }.sorted()
        let city = name.lowercased().replacing(" ", with: "_")
        return names.first { $0.lowercased() == city || $0.lowercased().hasSuffix("/\(city)") }
            ?? NearestName.suggestion(for: name, among: names)
    }

    /// Milliseconds by which clocks in the zone are ahead of UTC at a moment.
    func offset(at time: Timestamp) -> Int64 {
        let date = Date(timeIntervalSince1970: (Double(time.milliseconds) / 1_000).rounded(.down))
        return Int64(zone.secondsFromGMT(for: date)) * 1_000
    }

    /// What clocks in the zone show at a moment.
    public func face(at time: Timestamp) -> Timestamp { time.advanced(byMilliseconds: offset(at: time)) }

    /// The moment at which clocks in the zone show something: the first of two, where they are set back over it. Where they
    /// are set forward over it, the moment at which they would have shown it.
    public func moment(ofFace face: Timestamp) -> Timestamp {
        let day: Int64 = 86_400_000
        let offsets = [-day, day].map { offset(at: face.advanced(byMilliseconds: $0)) }
        let moments = offsets.map { face.advanced(byMilliseconds: -$0) }
        return zip(moments, offsets).filter { offset(at: $0) == $1 }.map(\.0).min() ?? moments[0]
    }

    /// The moment from which on clocks have been as far ahead of UTC as at another one; not before a bound.
    func startOfOffset(at time: Timestamp, notBefore bound: Timestamp) -> Timestamp {
        let offset = offset(at: time)
        var same = time.milliseconds
        while same > bound.milliseconds {
            let earlier = max(bound.milliseconds, same - 86_400_000)
            guard self.offset(at: Timestamp(milliseconds: earlier)) != offset else {
                same = earlier
                continue
            }
            var other = earlier
            while same - other > 1 {
                let middle = other + (same - other) / 2
                if self.offset(at: Timestamp(milliseconds: middle)) == offset { same = middle } else { other = middle }
            }
            break
        }
        return Timestamp(milliseconds: same)
    }

    /// What clocks in the zone show at a moment, in words: `2026-12-20 18:00`.
    public func text(of time: Timestamp) -> String {
        let face = face(at: time).description
        let (date, clock) = (face.prefix(10), face.dropFirst(11).prefix(8))
        return "\(date) \(clock.hasSuffix(":00") ? clock.dropLast(3) : clock)"
    }
}
