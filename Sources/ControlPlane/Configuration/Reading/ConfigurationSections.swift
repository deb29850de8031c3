import Rollouts
import Traffic

/// Reads the root of a configuration, section by section, and checks what holds between sections.
struct ConfigurationSections {
    let path: String
    private var folder: String { ConfigurationFile.folder(of: path) }

    init(path: String) { self.path = path }

    /// `nil` where there is nothing to make a configuration of; the problems say why.
    func read(_ reader: ConfigurationReader) -> Configuration? {
        let upstreams = readUpstreams(reader)
        let unknown = UpstreamSection(url: UpstreamURL(scheme: .http, host: "", port: 0))
        var configuration = Configuration(
            path: path, legacy: upstreams?.legacy ?? unknown, candidate: upstreams?.candidate ?? unknown,
            redact: defaultRedaction(reader))
        readProxy(reader, into: &configuration)
        readRecords(reader, into: &configuration)
        readRollouts(reader, into: &configuration)
        checkAddresses(configuration, reader)
        checkCalibration(configuration, reader)
        return upstreams == nil ? nil : configuration
    }

    /// Read like any stated one, so that a default that is wrong is a problem and not a leak.
    private func defaultRedaction(_ reader: ConfigurationReader) -> [LocationPattern] {
        Configuration.defaultRedaction.compactMap { text in
            ConfigurationField(name: "redact", text: text, at: reader.position, problems: reader.problems)
                .redactedPattern()
        }
    }

    private func readUpstreams(
        _ reader: ConfigurationReader
    ) -> (legacy: UpstreamSection, candidate: UpstreamSection)? {
        reader.require("upstreams") { field in
            field.mapping { reader in
                let legacy = reader.require("legacy") { UpstreamSection.read($0, folder: folder) }
                let candidate = reader.require("candidate") { UpstreamSection.read($0, folder: folder) }
                guard let legacy, let candidate else { return nil }
                return (legacy, candidate)
            }
        }
    }

    private func readProxy(_ reader: ConfigurationReader, into configuration: inout Configuration) {
        reader.read("listen", into: &configuration.listen) { $0.listenAddress(folder: folder) }
        configuration.threads = reader.optional("threads") { $0.integer(1...1_024) }
        reader.read("drainTimeout", into: &configuration.drainTimeout) { $0.duration(.zero ... .seconds(86_400)) }
        reader.read("limits", into: &configuration.limits) { Limits.read($0) }
        reader.read("mirror", into: &configuration.mirror) { MirrorSection.read($0) }
        if let noise = reader.field("noise")?.mapping({ NoiseSection.read($0) }) {
            configuration.noisePercentage = noise.percentage
            configuration.noiseCalibrates = noise.calibrates
        }
        reader.read("fallback", into: &configuration.fallback) { $0.choice() }
        reader.read("breaker", into: &configuration.breaker) { $0.orWord("off") { BreakerSection.read($0) } }
    }

    private func readRecords(_ reader: ConfigurationReader, into configuration: inout Configuration) {
        reader.read("ledger", into: &configuration.ledger) { LedgerSection.read($0, folder: folder) }
        if let field = reader.field("redact") { configuration.redact = field.list { $0.redactedPattern() } }
        reader.read("admin", into: &configuration.admin) { AdminSection.read($0, folder: folder) }
    }

    private func readRollouts(_ reader: ConfigurationReader, into configuration: inout Configuration) {
        let routes = reader.field("routes")
        let rollouts = reader.field("rollouts")
        let alerts = reader.field("alerts")
        configuration.routes = routes.map { RouteSection.readAll($0) } ?? []
        configuration.notify = reader.field("notify").map { NotifySection.readAll($0) } ?? []
        let probes = reader.field("probes")
        configuration.probes = probes.map { ProbeSection.readAll($0) } ?? []
        let context = RolloutSection.Context(
            routes: configuration.routes, routeNames: names(in: routes), probeNames: names(in: probes))
        configuration.rollouts = rollouts.map { RolloutSection.readAll($0, context: context) } ?? []
        configuration.alerts = alerts.map { AlertSection.readAll($0, probes: context.probeNames) } ?? []
    }

    /// The names in a list of mappings, also of those that something else is wrong with.
    private func names(in field: ConfigurationField?) -> Set<String> {
        field?.peekedTexts(under: "name") ?? []
    }

    /// One upstream for both sides would take every write twice.
    private func checkCalibration(_ configuration: Configuration, _ reader: ConfigurationReader) {
        guard configuration.candidate.url == configuration.legacy.url,
            configuration.candidate.addresses == configuration.legacy.addresses,
            let route = configuration.routes.first(where: { $0.route.writes == .isolated })
        else { return }
        reader.field("routes").orFail(
            reader,
            "the candidate has legacy's address: every write of route '\(route.route.name)' would be done twice (for a "
                + "calibration start legacy a second time, on a database of its own)")
    }

    /// A proxy that forwards to itself would go round in circles.
    private func checkAddresses(_ configuration: Configuration, _ reader: ConfigurationReader) {
        if case .tcp(_, let port) = configuration.listen, port != 0, configuration.listen == configuration.admin.listen
        {
            reader.field("listen").orFail(reader, "'listen' and 'admin' have the same address")
        }
        for side in Side.allCases {
            let upstreams = configuration[side].endpoints.filter { $0.port != 0 }
                .map { ListenSection.tcp(host: $0.host, port: $0.port) }
            for (name, address) in [("listen", configuration.listen), ("admin", configuration.admin.listen)]
            where upstreams.contains(address) {
                reader.field(name).orFail(reader, "\(side.rawValue) has the address that Parallax itself listens on")
            }
        }
    }
}

extension Optional<ConfigurationField> {
    /// Reports a problem where the value stands, or with the mapping where it is left out.
    fileprivate func orFail(_ reader: ConfigurationReader, _ message: String) {
        if let self { self.fail(message) } else { reader.fail(message) }
    }
}
