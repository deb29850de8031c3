// swift-tools-version: 6.2
import PackageDescription

/// Every target of the package is built with the same language settings; in CI a warning is an error.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// Programs that only benchmarks run; a normal build does not know them.
let benchmarks: [Target] =
    Context.environment["PARALLAX_BENCHMARKS"] == nil
    ? []
    : [
        .executableTarget(
            name: "DataPlaneBenchmark",
            dependencies: ["Traffic", "Rollouts", "DataPlane", nioCore],
            path: "Benchmarks/proxy/DataPlane",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "AssignmentBenchmark",
            dependencies: ["Traffic", "Rollouts"],
            path: "Benchmarks/assignment/Parallax",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ComparisonBenchmark",
            dependencies: ["Traffic", "Comparisons", nioCore],
            path: "Benchmarks/comparison/Parallax",
            swiftSettings: settings
        ),
    ]

let package = Package(
    name: "parallax",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "parallax", targets: ["ParallaxCommand"]),
        .executable(name: "tradesphere", targets: ["TradeSphereServer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/apple/swift-nio-ssl", .upToNextMinor(from: "2.37.6")),
        .package(url: "https://github.com/groue/GRDB.swift", .upToNextMinor(from: "7.10.0")),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", .upToNextMinor(from: "0.2.0")),
        .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.1"), traits: []),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
        .package(url: "https://github.com/swift-server/async-http-client", .upToNextMinor(from: "1.37.0")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", .upToNextMinor(from: "2.13.0")),
    ],
    targets: benchmarks + [
        // What everything speaks, and the pure core.
        .target(name: "Traffic", dependencies: [nioCore], swiftSettings: settings),
        .target(name: "JSONText", swiftSettings: settings),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CBrotliDecoder", pkgConfig: "libbrotlidec",
            providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]),
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        .target(
            name: "Comparisons",
            dependencies: ["Traffic", "JSONText", "CZlib", "CBrotliDecoder", "CLibXML2", nioCore],
            swiftSettings: settings
        ),
        .target(name: "Rollouts", dependencies: ["Traffic"], swiftSettings: settings),
        .target(
            name: "Reports", dependencies: ["Traffic"], resources: [.embedInCode("Resources")], swiftSettings: settings),

        // The proxy.
        .target(
            name: "DataPlane",
            dependencies: ["Traffic", "JSONText", nioCore, nioPosix, nioTLS, nioSSL],
            swiftSettings: settings
        ),

        // Databases.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .target(name: "PostgreSQL", dependencies: ["CLibPQ"], swiftSettings: settings),
        .target(name: "Ledgers", dependencies: ["Traffic", grdb, histogram, crypto], swiftSettings: settings),

        // Configuration, control, and the command that composes it all.
        .target(
            name: "ControlPlane",
            dependencies: [
                "Traffic", "Comparisons", "Rollouts", "Reports", "DataPlane", "Ledgers", "PostgreSQL",
                yams, hummingbird, asyncHTTPClient, crypto, logging, serviceLifecycle, nioCore, nioPosix, nioHTTP1,
            ],
            resources: [.embedInCode("Resources")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ParallaxCommand",
            dependencies: [
                "Traffic", "JSONText", "Comparisons", "Rollouts", "Reports", "DataPlane", "Ledgers", "ControlPlane",
                argumentParser, logging, serviceLifecycle, unixSignals, nioCore, nioPosix,
            ],
            swiftSettings: settings
        ),

        // The reference functions.
        .target(
            name: "TradeSphere",
            dependencies: ["PostgreSQL"],
            resources: [.embedInCode("Resources")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "TradeSphereServer",
            dependencies: [
                "TradeSphere", "PostgreSQL", hummingbird, argumentParser, logging, nioCore, nioPosix, nioHTTP1,
            ],
            swiftSettings: settings
        ),

        .testTarget(name: "TrafficTests", dependencies: ["Traffic", nioCore], swiftSettings: settings),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: settings),
        .systemLibrary(
            name: "CBrotliEncoder", path: "Tests/CBrotliEncoder", pkgConfig: "libbrotlienc",
            providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]),
        .testTarget(
            name: "ComparisonsTests",
            dependencies: ["Comparisons", "JSONText", "Traffic", "CZlib", "CBrotliEncoder", nioCore],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        .testTarget(name: "RolloutsTests", dependencies: ["Rollouts", "Traffic"], swiftSettings: settings),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Traffic"], swiftSettings: settings),
        .testTarget(
            name: "DataPlaneTests",
            dependencies: [
                "DataPlane", "DataPlaneSimulation", "Traffic", nioCore, nioPosix, nioSSL, nioEmbedded, nioHTTP1,
            ],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        // The data plane's own code in virtual time, which tests share: a test target, since it needs a build with testing
        // enabled, so that no release build knows it.
        .testTarget(
            name: "DataPlaneSimulation",
            dependencies: ["DataPlane", "Traffic", nioCore],
            path: "Tests/DataPlaneSimulation",
            swiftSettings: settings
        ),
        .testTarget(
            name: "DataPlaneSimulationTests",
            dependencies: ["DataPlaneSimulation", "Traffic"],
            swiftSettings: settings
        ),
        .target(
            name: "PostgreSQLTestSupport",
            path: "Tests/PostgreSQLTestSupport",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PostgreSQLTests",
            dependencies: ["PostgreSQL", "PostgreSQLTestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "LedgersTests", dependencies: ["Ledgers", "Traffic", grdb], swiftSettings: settings),
        .testTarget(
            name: "ControlPlaneTests",
            dependencies: ["ControlPlane", "Comparisons", "Rollouts", "DataPlane", "Ledgers", "Traffic", nioCore],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TradeSphereTests",
            dependencies: ["TradeSphere", "PostgreSQL", "PostgreSQLTestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "EndToEndTests", swiftSettings: settings),
        .testTarget(name: "HouseTests", swiftSettings: settings),
    ]
)

// `Scripts/fuzz` builds what is fuzzed and the fuzz targets, and none of the tests. DataPlane, JSONText and Comparisons alone
// are instrumented for coverage: what libFuzzer should explore is their code, not their libraries' and not that of the checks.
// The executables are C targets because libFuzzer brings `main`, which SwiftPM renames in a Swift executable.
if let fuzz = Context.environment["PARALLAX_FUZZ"] {
    let leakSanitizer = ["-Xclang-linker", "-fsanitize=leak", "-Xlinker", "--wrap=__sanitizer_internal_memset"]
    let fuzzerLinking: [LinkerSetting] = [
        .unsafeFlags(["-sanitize=fuzzer"] + (fuzz == "leak" ? leakSanitizer : []))
    ]
    package.targets.removeAll { $0.type == .test }
    for target in package.targets where ["DataPlane", "JSONText", "Comparisons"].contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer", "-enable-testing", "-assert-config", "Debug"]))
    }
    package.targets += [
        .target(
            name: "DataPlaneSimulation",
            dependencies: ["DataPlane", "Traffic", nioCore],
            path: "Tests/DataPlaneSimulation",
            swiftSettings: settings
        ),
        .target(
            name: "DataPlaneProperties",
            dependencies: ["DataPlane", "DataPlaneSimulation", nioCore],
            path: "Tests/DataPlaneTests/Properties",
            swiftSettings: settings + [.unsafeFlags(["-enable-testing"])]
        ),
        .target(
            name: "ComparisonProperties",
            dependencies: ["Comparisons", "JSONText", "Traffic", nioCore],
            path: "Tests/ComparisonsTests/Properties",
            swiftSettings: settings + [.unsafeFlags(["-enable-testing"])]
        ),
        .target(name: "LibFuzzerSupport", path: "Tests/Fuzz/Support", swiftSettings: settings),
        .target(
            name: "FuzzTargets",
            dependencies: ["DataPlaneProperties", "LibFuzzerSupport"],
            path: "Tests/Fuzz/Targets",
            swiftSettings: settings
        ),
        .target(
            name: "ComparisonFuzzTargets",
            dependencies: ["ComparisonProperties", "LibFuzzerSupport"],
            path: "Tests/Fuzz/ComparisonTargets",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "parallax-fuzz",
            dependencies: ["FuzzTargets"],
            path: "Tests/Fuzz/Executable",
            linkerSettings: fuzzerLinking
        ),
        .executableTarget(
            name: "comparison-fuzz",
            dependencies: ["ComparisonFuzzTargets"],
            path: "Tests/Fuzz/ComparisonExecutable",
            linkerSettings: fuzzerLinking
        ),
    ]
}
