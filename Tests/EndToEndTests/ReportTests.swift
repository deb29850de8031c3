import Foundation
import Testing

/// The report in its formats, over real traffic with defects.
@Suite("Reports")
struct ReportTests {
    /// Traffic that shows every defect of the candidate as written, and brings e-mail addresses everywhere.
    private func withTraffic(_ body: (Stage, Sidecar, SeedRows) throws -> Void) throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.asWritten, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            let connection = try sidecar.connect()
            for customer in rows.customers {
                _ = try connection.exchange(.get(customer.target(query: "&customer_id=\(customer.customerID)")))
            }
            for (session, address) in zip(rows.sessions, rows.addresses) {
                _ = try connection.exchange(try session.update(email: address, name: address))
                // Personal in the path, in the query, in a field, as a user key and in the answer's texts.
                let query = "&customer_id=\(session.customerID)&session_id=\(address.percentEncoded)&\(address)=1"
                let target = "\(HTTPRequest.context)/\(address.percentEncoded)?user_id=\(session.userID)\(query)"
                _ = try connection.exchange(.get(target, fields: ["X-User: \(address)", "X-Request-Id: \(address)"]))
                let byAddress = "\(HTTPRequest.context)/\(address)?user_id=\(address)&customer_id=\(session.customerID)"
                _ = try connection.exchange(.get(byAddress))
            }
            connection.close()
            try sidecar.stop()
            try body(stage, sidecar, rows)
        }
    }

    @Test("no e-mail address of the seed is in any report, in the ledger's files or in the log")
    func noAddresses() throws {
        try withTraffic { stage, sidecar, rows in
            #expect(rows.addresses.count > 30 && rows.sessions.count > 5)
            var texts: [(String, Data)] = [("the log", Data(sidecar.program.errorText.utf8))]
            for format in ["terminal", "html", "json"] {
                texts.append(("the \(format) report", try sidecar.reportData(format: format)))
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: stage.folder)
                .filter { $0.hasPrefix("ledger.sqlite") }
            #expect(files.contains("ledger.sqlite"))
            for file in files {
                texts.append((file, try Data(contentsOf: URL(filePath: "\(stage.folder)/\(file)"))))
            }
            for (name, data) in texts {
                let text = String(decoding: data, as: UTF8.self).lowercased()
                for address in rows.addresses.map({ $0.lowercased() }) {
                    for form in [address, address.percentEncoded.lowercased()] {
                        #expect(!text.contains(form), "\(form) is in \(name)")
                    }
                }
            }
        }
    }

    @Test("on a pipe the terminal report has no colours, and names routes and discrepancies")
    func terminal() throws {
        try withTraffic { _, sidecar, _ in
            let text = String(decoding: try sidecar.reportData(format: "terminal"), as: UTF8.self)
            #expect(!text.contains("\u{1B}"))
            for part in ["customer-context", "customer-update", "/body/customerDetails", "/headers/x-records-found"] {
                #expect(text.contains(part), "\(part)")
            }
            // Commands that are there to be copied are not broken.
            let lines = text.split(separator: "\n").filter { !$0.contains("$UPSTREAM") }
            let longest = lines.max { $0.count < $1.count } ?? ""
            #expect(longest.count <= 100, "\(longest)")
        }
    }

    @Test("the HTML report loads nothing")
    func html() throws {
        try withTraffic { _, sidecar, _ in
            let text = String(decoding: try sidecar.reportData(format: "html"), as: UTF8.self)
                .replacingOccurrences(of: "<wbr>", with: "")
            let isPage = text.lowercased().hasPrefix("<!doctype html>") && text.contains("/body/customerDetails")
            #expect(isPage, "\(text.prefix(300))")
            for pattern in [
                #"src\s*="#, #"href\s*=\s*["']?(https?:)?//"#, #"url\(\s*["']?(https?:)?//"#, "@import", "<link",
            ] {
                #expect(text.range(of: pattern, options: [.regularExpression, .caseInsensitive]) == nil, "\(pattern)")
            }
        }
    }

    @Test("the JSON report has the fields that the design names, with their types")
    func json() throws {
        try withTraffic { _, sidecar, rows in
            let document = try JSONSerialization.jsonObject(with: try sidecar.reportData())
            let expected: [(String, Any.Type)] = [
                ("schemaVersion", NSNumber.self), ("generatedAt", NSString.self), ("rollouts.0.feature", NSString.self),
                ("rollouts.0.stage", NSNumber.self), ("rollouts.0.share.wanted", NSNumber.self),
                ("routes.0.name", NSString.self), ("routes.0.requests", NSNumber.self),
                ("routes.0.comparisons", NSNumber.self), ("routes.0.matches", NSNumber.self),
                ("routes.0.matchesWithSuppressed", NSNumber.self), ("routes.0.mismatches", NSNumber.self),
                ("routes.0.latency.legacy.p50", NSNumber.self), ("routes.0.latency.legacy.p95", NSNumber.self),
                ("routes.0.latency.candidate.p99", NSNumber.self), ("discrepancies.0.route", NSString.self),
                ("discrepancies.0.at", NSString.self), ("discrepancies.0.kind", NSString.self),
                ("discrepancies.0.count", NSNumber.self), ("discrepancies.0.differences", NSNumber.self),
                ("discrepancies.0.share", NSNumber.self), ("discrepancies.0.firstSeen", NSString.self),
                ("discrepancies.0.lastSeen", NSString.self), ("discrepancies.0.state", NSString.self),
                ("discrepancies.0.noise", NSString.self), ("discrepancies.0.examples.0.requestId", NSString.self),
                ("discrepancies.0.examples.0.method", NSString.self),
                ("discrepancies.0.examples.0.target", NSString.self), ("discrepancies.0.examples.0.at", NSString.self),
                ("rules.0.at", NSString.self), ("rules.0.rule", NSString.self), ("rules.0.suppressed", NSNumber.self),
                ("rules.0.expired", NSNumber.self),
            ]
            for (path, type) in expected {
                let value = Self.value(at: path, in: document)
                let fits = type == NSString.self ? value is String : value is NSNumber
                #expect(fits, "\(path) is \(String(describing: value))")
            }
            for path in ["routes.0.incomparable", "decisions", "alerts", "rollouts.0.missing"] {
                #expect(Self.value(at: path, in: document) != nil, "\(path)")
            }
            let generated = try #require(Self.value(at: "generatedAt", in: document) as? String)
            #expect(generated.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil, "\(generated)")
            let report = try sidecar.report()
            for discrepancy in report.discrepancies {
                #expect(!discrepancy.examples.isEmpty && discrepancy.examples.count <= 20, "\(discrepancy.signature)")
                #expect(discrepancy.differences >= discrepancy.count)
            }
            #expect(report.route("customer-context").mismatches >= rows.customers.count)
        }
    }

    /// The value at a path of member names and indices.
    private static func value(at path: String, in document: Any) -> Any? {
        path.split(separator: ".").reduce(Optional(document)) { value, step in
            if let array = value as? [Any], let index = Int(step) { return index < array.count ? array[index] : nil }
            return (value as? [String: Any])?[String(step)]
        }
    }

    @Test("--output writes the file, --route takes one route, and an unknown format is a usage error")
    func options() throws {
        try withTraffic { stage, sidecar, _ in
            let path = "\(stage.folder)/report.html"
            let written = try stage.parallax(
                "report", "--config", sidecar.configurationPath, "--format", "html", "--output", path)
            #expect(written.status == 0 && written.output.isEmpty, "\(written.errors)")
            #expect(try String(contentsOfFile: path, encoding: .utf8).contains("customer-context"))
            let one = try stage.parallax(
                "report", "--config", sidecar.configurationPath, "--format", "json", "--route", "customer-update")
            let report = try JSONDecoder().decode(Report.self, from: one.output)
            #expect(report.routes.map(\.name) == ["customer-update"])
            #expect(Set(report.discrepancies.map(\.route)) == ["customer-update"])
            #expect(
                try stage.parallax("report", "--config", sidecar.configurationPath, "--format", "cuneiform").status
                    == 64)
        }
    }
}
